"""Why downloads wait although there is a link, in words."""

from datetime import tzinfo

from studydesk.domain.courses import Media
from studydesk.domain.plan import Held, Hold, Rules
from studydesk.wording import units
from studydesk.wording.speech import tr


def held(of: Held, rules: Rules | None = None, tz: tzinfo | None = None) -> str:
    """Return what holds a file, and where it helps what to do: "Waiting for 22:00", "Today's 200 MB are used up…".

    `rules` gives the figures; without it the sentence has none.
    """
    match of.why:
        case Hold.HOURS:
            return tr("Waiting for {time}").format(time=units.clock_time(of.until, tz)) if of.until else tr("Waiting")
        case Hold.DAY_ALLOWANCE | Hold.WEEK_ALLOWANCE:
            return _used_up(of.why, rules)
        case Hold.METERED:
            return f"{tr('This link is paid by the megabyte.')} {_metered(rules)}"
        case Hold.BUDGET if rules and rules.budget_bytes is not None:
            said = tr("Courses may take {size} on this computer, and there is no room left for this. Free some space.")
            return said.format(size=units.size(rules.budget_bytes))
        case Hold.BUDGET:
            return tr("Courses take all the room you give them. Free some space.")
        case Hold.RESERVE if rules and rules.reserve_bytes:
            said = tr("The disk is nearly full: {size} of it stay free. Free some space.")
            return said.format(size=units.size(rules.reserve_bytes))
        case Hold.RESERVE:
            return tr("The disk is nearly full. Free some space.")
        case Hold.DRIVE_GONE:
            return tr("The drive with your courses is not here: plug it in.")


def _used_up(why: Hold, rules: Rules | None) -> str:
    limit = (rules.day_bytes if why is Hold.DAY_ALLOWANCE else rules.week_bytes) if rules else None
    if why is Hold.DAY_ALLOWANCE:
        if limit is None:
            return tr("Today's data is used up; goes on at midnight")
        return tr("Today's {size} are used up; goes on at midnight").format(size=units.size(limit))
    if limit is None:
        return tr("This week's data is used up; goes on next Monday")
    return tr("This week's {size} are used up; goes on next Monday").format(size=units.size(limit))


def _metered(rules: Rules | None) -> str:
    """Return what travels by itself over such a link."""
    if rules is None or rules.metered_media == {Media.TEXT}:
        return tr("Only text travels by itself.")
    if not rules.metered_media:
        return tr("Nothing travels by itself.")
    return tr("Only text and documents travel by themselves.")
