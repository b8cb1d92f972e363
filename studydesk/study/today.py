"""Today: what to do next."""

from studydesk.study.views.today import TodayView


class Today:
    """The first screen of one account."""

    def view(self) -> TodayView:
        """Return it."""
        raise NotImplementedError
