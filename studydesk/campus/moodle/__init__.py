"""A Moodle site as a campus: its web services, files and sign-in, in domain values."""
