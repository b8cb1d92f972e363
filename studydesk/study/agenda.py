"""The agenda: events and deadlines by day."""

from datetime import tzinfo

from studydesk.study.views.today import AgendaDay


class Agenda:
    """Events of one account."""

    def view(self, days_back: int = 7, days: int = 60, tz: tzinfo | None = None) -> list[AgendaDay]:
        """Return days with entries in order; `tz` is the learner's zone, None = the system's."""
        raise NotImplementedError
