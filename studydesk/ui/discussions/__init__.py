"""New in the discussions of all courses."""
