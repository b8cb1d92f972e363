"""The window. The only place with PySide6."""

from studydesk.ui import lean as _lean  # noqa: F401  # before any other module of ours: see there
