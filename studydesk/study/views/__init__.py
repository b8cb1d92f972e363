"""What screens and the command line show, as frozen values; importable without the database (fast to start)."""
