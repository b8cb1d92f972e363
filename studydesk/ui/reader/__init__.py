"""Reading pages and books."""
