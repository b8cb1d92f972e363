"""A feed that tells its subscribers at once."""

from collections.abc import Callable

from studydesk.domain.changes import Change, Subject


class StandInFeed:
    """Tells subscribers at once."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[list[Change]], None]] = []

    def subscribe(self, listener: Callable[[list[Change]], None], /) -> Callable[[], None]:
        """Remember a listener."""
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def publish(self, *subjects: Subject) -> None:
        """Tell all listeners."""
        for listener in list(self.listeners):
            listener([Change(subject) for subject in subjects])
