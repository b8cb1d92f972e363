"""A forum and its discussions."""
