"""Where the learner has been in this window."""

from studydesk.ui.pages import Target

KEPT = 100


class History:
    """Targets in the order of visiting, with a place among them; like a browser's."""

    def __init__(self) -> None:
        self._targets: list[Target] = []
        self._at = -1

    @property
    def current(self) -> Target | None:
        """Where the learner is."""
        return self._targets[self._at] if self._at >= 0 else None

    @property
    def can_back(self) -> bool:
        return self._at > 0

    @property
    def can_forward(self) -> bool:
        return self._at < len(self._targets) - 1

    def go(self, target: Target) -> None:
        """Remember a new visit; what was ahead is forgotten. The same target again is no new visit."""
        if target == self.current:
            return
        self._targets = [*self._targets[: self._at + 1], target][-KEPT:]
        self._at = len(self._targets) - 1

    def replace(self, target: Target) -> None:
        """Change what the current visit is of (a search being typed)."""
        if self._at >= 0:
            self._targets[self._at] = target

    def back(self) -> Target | None:
        """Go one visit back and return it, None when there is none."""
        return self._step(-1) if self.can_back else None

    def forward(self) -> Target | None:
        """Go one visit forward and return it, None when there is none."""
        return self._step(1) if self.can_forward else None

    def _step(self, by: int) -> Target:
        self._at += by
        return self._targets[self._at]
