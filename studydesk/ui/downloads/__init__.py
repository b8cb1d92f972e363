"""Downloads and what takes space."""
