"""All courses, as cards."""
