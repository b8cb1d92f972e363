"""The smaller course "Writing clearly"."""

from __future__ import annotations

from people import EVERYBODY
from shapes import Json, activity, discussion, page, reply, section

_FILES = "files/writing/"

_DISCUSSIONS: list[Json] = [
    discussion(
        "teacher",
        "-9d",
        "The longest sentence of the week",
        "Find one in a newspaper, on a form or in an old letter, and put it here. Then cut it.",
        reply(
            "aidan",
            "-8d+4h",
            """From a notice at our harbour: <em>Persons wishing to avail themselves of the facility are requested
            to make
            application to the office.</em>

            Mine: <strong>To use the slip, ask at the office.</strong>""",
            reply("mateo", "-7d", "Thirteen words less, and now I know that it is a slip."),
        ),
        reply(
            "noor",
            "-6d+2h",
            "“Owing to circumstances beyond our control the ferry will not be operating.” I cut it to: <strong>No "
            "ferry today. The "
            "engine is broken.</strong> The captain told me the circumstance.",
        ),
    ),
    discussion(
        "amina",
        "-2d+5h",
        "May a letter to the mayor begin with what I want?",
        "My aunt says it is rude to ask in the first line. First one asks how the family is.",
        reply(
            "teacher",
            "-2d+9h",
            "Your aunt is right about greetings. Greet as one greets where you live. But after the greeting, the "
            "first sentence "
            "should be the request. Mayors read many letters.",
        ),
    ),
]


def course() -> Json:
    return {
        "key": "writing",
        "short_name": "WRITING",
        "full_name": "Writing clearly",
        "summary_html": "<p>Letters, reports and notices that people read to the end. Three short lessons and one "
        "real letter.</p>",
        "image": "files/images/writing-clearly.jpg",
        "starts": "-10d",
        "ends": "+30d",
        "enrolled": EVERYBODY,
        "sections": [_begin(), _lessons(), _letter()],
    }


def _begin() -> Json:
    return section(
        "Begin here",
        "A small course: an hour a week for three weeks.",
        activity(
            "label",
            "hello",
            "A word first",
            "Good writing is not clever. It is kind: it saves the reader work.",
            "none",
        ),
        activity(
            "forum",
            "workshop",
            "The workshop",
            "Put your sentences on the table. We cut them together, gently.",
            "none",
            type="general",
            max_bytes=1048576,
            max_attachments=2,
            discussions=_DISCUSSIONS,
        ),
    )


def _lessons() -> Json:
    return section(
        "Three lessons",
        "Each takes ten minutes to read and a day to get used to.",
        page(
            "short-sentences",
            "Short sentences",
            "Where to cut, with examples.",
            _FILES + "short-sentences.html",
            _FILES + "sentence.png",
        ),
        page("say-who", "Say who does it", "People make sentences move.", _FILES + "say-who.html"),
        page(
            "check-list",
            "Five questions before you send it",
            "A list for the last page of your notebook.",
            _FILES + "check-list.html",
            completion="automatic",
        ),
        activity(
            "resource",
            "one-page",
            "Clear writing on one page (PDF)",
            "To hang up beside the desk.",
            files=[_FILES + "clear-writing-on-one-page.pdf"],
        ),
    )


def _letter() -> Json:
    return section(
        "One real letter",
        "Write to somebody who can change something.",
        activity(
            "assign",
            "letter",
            "A letter that gets an answer",
            """Write a letter of at most 150 words to a real person who can mend something where you live: a road,
            a pump, a
                 timetable. Say what you want, why, and by when.""",
            "none",
            opens="-5d",
            due="+11d@18:00",
            cut_off=None,
            text=True,
            files=1,
            max_bytes=1048576,
            drafts=True,
            statement=False,
            word_limit=150,
            brief_files=[],
            grade_max=10,
        ),
    )
