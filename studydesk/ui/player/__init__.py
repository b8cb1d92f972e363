"""Video and audio lectures."""
