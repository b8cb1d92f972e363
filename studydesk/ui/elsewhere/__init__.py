"""What can only be used on the web: what it is, and how to get there."""
