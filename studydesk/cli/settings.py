"""`studydesk settings`: what downloads may cost, when they run and how much room they take."""

from studydesk.cli.answer import Answer
from studydesk.cli.parser import SETTINGS
from studydesk.cli.session import Session
from studydesk.errors import Invalid
from studydesk.settings import Settings, is_valid
from studydesk.wording import tr

NAMES = {typed: typed.replace("-", "_") for typed in SETTINGS}
_YES_NO = {"yes": True, "no": False}


def settings(session: Session) -> Answer:
    """List the settings of downloads, or one of them, or give it another value."""
    typed, kept = session.arguments, session.services.preferences
    if typed.value is not None:
        name = NAMES[typed.name]
        kept.put(**{name: _read(name, typed.value)})
    chosen = kept.get()
    names = [typed.name] if typed.name else list(NAMES)
    value = {name: getattr(chosen, NAMES[name]) for name in names}
    return Answer(value, [f"{name:<20} {_shown(value[name]):<14} {_about(name)}" for name in names])


def _read(name: str, words: str) -> str | float | bool:
    """Return a value as it was typed, "off" as none. Raises Invalid("value")."""
    default = getattr(Settings(), name)
    value: str | float | bool | None = words
    if isinstance(default, bool):
        value = _YES_NO.get(words)
    elif isinstance(default, float):
        value = _number("0" if words == "off" else words)
    elif name == "download_hours" and words == "off":
        value = ""
    if value is None or not is_valid(name, value):
        raise Invalid("value")
    return value


def _number(words: str) -> float | None:
    try:
        return float(words.replace(",", "."))
    except ValueError:
        return None


def _shown(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) and value else str(value or "off")


def _about(name: str) -> str:
    words = {
        "price-per-mb": tr("what a megabyte costs you, in your money"),
        "allowance-day-mb": tr("megabytes a day; then downloads wait until midnight"),
        "allowance-week-mb": tr("megabytes a week; then downloads wait until Monday"),
        "download-hours": tr("when downloads may run: 22:00-06:00"),
        "rate-limit-kb": tr("downloads take at most so many kilobytes a second"),
        "lets-others-through": tr("share the line: yes or no"),
        "metered": tr("whether this connection costs money: auto, yes or no"),
        "metered-what": tr("what comes by itself on a paid connection: none, text, documents or all"),
        "storage-budget-mb": tr("megabytes that courses may take on this computer"),
        "disk-reserve-mb": tr("megabytes of the disk that downloads leave free"),
    }
    return words[name]
