"""Welcome: signing in to a school, or looking at the demo."""
