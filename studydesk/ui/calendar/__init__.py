"""What happens when, as an agenda."""
