"""Parts that all pages of an activity share."""
