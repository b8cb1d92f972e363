"""Grades of all courses."""
