"""Changes, told to whoever wants to hear of them."""

import threading
from collections.abc import Callable, Sequence

from studydesk.domain.changes import Change

Listener = Callable[[list[Change]], None]


class Feed:
    """Tells subscribers what was written, after commit, on the thread that wrote it."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` for every batch of changes; the answer ends it."""
        with self._lock:
            self._listeners.append(listener)

        def end() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return end

    def publish(self, changes: Sequence[Change]) -> None:
        """Tell everybody."""
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener(list(changes))
