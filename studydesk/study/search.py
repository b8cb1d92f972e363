"""Search over everything that is on this computer."""

from studydesk.study.views.today import Hit


class Search:
    """Search in one account."""

    def find(self, text: str, limit: int = 50) -> list[Hit]:
        """Return what matches, best first; any text is allowed, it never raises."""
        raise NotImplementedError
