"""The time zone of this computer, as a zone that knows its clock changes."""

from datetime import UTC, datetime, timedelta, tzinfo


class LocalZone(tzinfo):
    """This computer's zone. `datetime.astimezone()` gives a fixed distance to UTC: wrong after a clock change."""

    def utcoffset(self, at: datetime | None) -> timedelta | None:
        """Return the distance to UTC at this wall-clock time; of two, the one that `fold` says."""
        return None if at is None else at.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, at: datetime | None) -> timedelta | None:
        """Return None: the system does not tell how much of the distance is summer time."""
        return None

    def tzname(self, at: datetime | None) -> str | None:
        """Return the zone's name at this time."""
        return None if at is None else at.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, at: datetime) -> datetime:
        """Return an instant by this clock, with `fold` where the hour comes a second time."""
        there = at.replace(tzinfo=UTC).astimezone()
        local = there.replace(tzinfo=self, fold=0)
        return local if local.utcoffset() == there.utcoffset() else local.replace(fold=1)
