"""StudyDesk: an offline study client for Moodle sites."""

__version__ = "0.1.0"
