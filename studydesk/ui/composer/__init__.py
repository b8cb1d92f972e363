"""Writing: words, files, and a draft that is kept while one types."""
