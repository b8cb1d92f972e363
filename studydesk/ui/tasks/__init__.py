"""All assignments by due date."""
