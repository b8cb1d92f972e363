"""Keeping the learner's choices."""

from studydesk.settings import Settings


class Preferences:
    """The learner's choices, kept in work.db."""

    def get(self) -> Settings:
        """Return them; what is unreadable is the default."""
        raise NotImplementedError

    def put(self, **changes: str | float | bool) -> Settings:
        """Change some by name. Raises Invalid("setting") for an unknown name or a value out of range."""
        raise NotImplementedError

    def window(self, name: str) -> str:
        """Return a remembered window fact (sizes, splitters) by name, "" = none."""
        raise NotImplementedError

    def keep_window(self, name: str, value: str) -> None:
        """Remember a window fact; text of any shape."""
        raise NotImplementedError
