"""Folders and files for other programs."""
