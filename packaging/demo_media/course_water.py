"""The course "Water and Soil for Village Schools": its sections and activities in order."""

from __future__ import annotations

from forum_water import ANNOUNCEMENTS, DISCUSSIONS
from people import EVERYBODY
from shapes import Json, activity, page, section

_PAGES = "files/pages/"
_LECTURES = "files/lectures/"
_FOLDER = "files/folder/"
_BOOK = "files/book/"


def _lecture(key: str, stem: str, ending: str, title: str, intro: str) -> Json:
    files = [f"{_LECTURES}{stem}.{tail}" for tail in (ending, "en.vtt", "es.vtt")]
    return activity("resource", key, title, intro, files=files)


def course() -> Json:
    return {
        "key": "water",
        "short_name": "WATER-SOIL",
        "full_name": "Water and Soil for Village Schools",
        "summary_html": "<p>Where does the rain go, and what lives under our feet? Five weeks of looking, measuring "
        "and "
        "planting, for teachers and older pupils. You need a jar, a ruler and a patch of ground.</p>",
        "image": "files/images/water-and-soil.jpg",
        "starts": "-20d",
        "ends": "+50d",
        "enrolled": EVERYBODY,
        "sections": [_begin(), _moving_water(), _clean_water(), _soil(), _garden()],
    }


def _begin() -> Json:
    return section(
        "Begin here",
        "How the course works, and where we talk.",
        activity(
            "forum",
            "news",
            "Announcements",
            "News from Ruth. Short, and never more than two a week.",
            "none",
            type="news",
            max_bytes=1048576,
            max_attachments=1,
            discussions=ANNOUNCEMENTS,
        ),
        page(
            "how-to",
            "How to study here",
            "One page that tells you how each week goes and what counts.",
            _PAGES + "how-to-study.html",
            completion="automatic",
        ),
        activity(
            "forum",
            "talk",
            "The bench under the tree",
            "Our place to talk. Ask, answer, show your soil. Pictures and tables are welcome, up to three files "
            "with each post.",
            "none",
            type="general",
            max_bytes=2097152,
            max_attachments=3,
            discussions=DISCUSSIONS,
        ),
        page(
            "words",
            "Words of water and soil",
            "Short meanings of fourteen words. Look here when a word is new.",
            _PAGES + "words.html",
            completion="none",
        ),
    )


def _moving_water() -> Json:
    return section(
        "Week 1 · How water moves",
        "One drop travels through a village: up with the sun, down with the rain, and through the ground.",
        _lecture(
            "lecture-water",
            "01 How water moves",
            "mp4",
            "Lecture 1: How water moves",
            "A drawn lecture of a minute and a half. What happens to rain on bare ground, and what under plants?",
        ),
        page(
            "water-cycle",
            "Water in one village",
            "The four steps of the water cycle, and how long a drop stays where.",
            _PAGES + "water-cycle.html",
            _PAGES + "water-cycle.png",
        ),
        page(
            "roof-rain",
            "How much rain does a roof give?",
            "One rule, one table and one worked example. You need it for the rain plan.",
            _PAGES + "roof-rain.html",
            _PAGES + "roof-tank.png",
        ),
        activity(
            "assign",
            "first-look",
            "A first look at your ground",
            """Dig one spade deep and take a picture of the cut, or draw it and scan the drawing. Lay something beside
                 it that shows the size: a pencil, a hand, a spoon.

                 Hand in <strong>one file</strong>.""",
            "none",
            opens="-19d",
            due="-6d@18:00",
            cut_off="-3d@18:00",
            text=False,
            files=1,
            max_bytes=3145728,
            drafts=False,
            statement=False,
            word_limit=None,
            brief_files=[],
            grade_max=20,
        ),
    )


def _clean_water() -> Json:
    return section(
        "Week 2 · Clean water",
        "What makes water safe to drink, and what clear water does not tell you.",
        _lecture(
            "lecture-spring",
            "02 Listening to a spring",
            "ogg",
            "To hear: Listening to a spring",
            "A lecture for the ears, a little over a minute. Close your eyes, or walk while you listen.",
        ),
        page(
            "safe-water",
            "Three ways to make water safe",
            "Boiling, sun and chlorine side by side, with what each cannot do.",
            _PAGES + "safe-water.html",
            _PAGES + "safe-water.png",
            completion="automatic",
        ),
        activity(
            "url",
            "who-water",
            "Guidelines for drinking water (on the web)",
            "The long version, from the World Health Organization. This one needs the internet.",
            "none",
            address="https://www.who.int/publications/i/item/9789240045064",
        ),
    )


def _soil() -> Json:
    return section(
        "Week 3 · Living soil",
        "Sand, silt, clay, and a billion small workers.",
        activity(
            "label",
            "soil-note",
            "Before you dig",
            """<h4>Before you dig</h4>

                 Wash your hands after working with soil, and wear gloves if you have a cut. Worms and beetles go
                 back to where
                 they were found.""",
            "none",
        ),
        _lecture(
            "lecture-soil",
            "03 Soil is alive",
            "webm",
            "Lecture 2: Soil is alive",
            "What soil is made of, who lives in it, and three rules that keep it alive.",
        ),
        page(
            "jar-test",
            "Sort your soil in a jar",
            "An experiment for two days that tells you which soil you have.",
            _PAGES + "jar-test.html",
            _PAGES + "jar-test.png",
        ),
        activity(
            "resource",
            "field-guide",
            "Field guide to soil and compost (PDF)",
            "Eight pages to print or to keep on the telephone: profile, texture key, compost, worms, and a page for "
            "notes.",
            files=["files/pages/field-guide.pdf"],
        ),
    )


def _garden() -> Json:
    return section(
        "Weeks 4 and 5 · Your garden, your plan",
        "Now it becomes yours: a garden beside the school and a plan for the rain of one roof.",
        _book(),
        _papers(),
        _rain_plan(),
        page(
            "model-plan",
            "A plan from two years ago",
            "Read it after you have written your own.",
            _PAGES + "model-plan.html",
            restriction_html="<p>Not available unless: The activity <strong>A rain plan for one roof</strong> is "
            "marked complete</p>",
        ),
    )


def _book() -> Json:
    chapters = [
        ("Choose the place", "1-place", False),
        ("Find the level lines", "2-level", False),
        ("Build an A-frame", "2-1-a-frame", True),
        ("Make beds that hold water", "3-beds", False),
        ("Sow, cover and water", "4-sow", False),
    ]
    return activity(
        "book",
        "garden-book",
        "A school garden, step by step",
        "Four chapters from the empty yard to the first beans.",
        chapters=[{"title": title, "html_file": f"{_BOOK}{stem}.html", "sub": sub} for title, stem, sub in chapters],
        files=[f"{_BOOK}{name}.png" for name in ("place", "contour", "a-frame", "bed")],
    )


def _papers() -> Json:
    places = {
        "read-me.txt": "/",
        "rain-2025.csv": "/figures/",
        "jar-results.csv": "/figures/",
        "a-frame-cutting-plan.png": "/to print/",
        "planting-calendar.pdf": "/to print/",
    }
    return activity(
        "folder",
        "papers",
        "Papers for the garden",
        "Tables to fill in, a cutting plan, and a planting calendar to hang up.",
        files=[_FOLDER + name for name in places],
        paths={_FOLDER + name: place for name, place in places.items() if place != "/"},
    )


def _rain_plan() -> Json:
    return activity(
        "assign",
        "rain-plan",
        "A rain plan for one roof",
        """Choose one roof in your village. Measure it, find out how much rain falls on it in one month, and say
        what could be done with that water.

        Write <strong>200 to 400 words</strong>, and add up to three files: a sketch, your measurements, a
        photograph. The rule and the table are on
        <a href="@@ACTIVITY/roof-rain@@">How much rain does a roof give?</a>

        You get points for measuring (40), for working it out (30) and for a plan that somebody could really carry
        out (30).""",
        "automatic",
        opens="-10d",
        due="+4d@18:00",
        cut_off="+8d@18:00",
        text=True,
        files=3,
        max_bytes=5242880,
        drafts=True,
        statement=False,
        word_limit=400,
        brief_files=["files/tasks/rain-plan-worksheet.pdf"],
        grade_max=100,
    )


EVENTS: list[Json] = [
    {
        "course": "water",
        "name": "Question hour with Ruth",
        "description_html": "<p>Bring the length, the width and the material of your roof. If you have no link "
        "then, write your "
        "question on the bench.</p>",
        "at": "+2d@16:00",
        "duration_minutes": 60,
    },
    {
        "course": "water",
        "name": "Garden morning",
        "description_html": "<p>We all dig on the same morning, each in our own place. Take a picture at nine "
        "o'clock.</p>",
        "at": "+6d@08:30",
        "duration_minutes": 180,
    },
    {
        "course": "writing",
        "name": "Letters are sent",
        "description_html": "<p>On this day we really post the letters.</p>",
        "at": "+12d@10:00",
        "duration_minutes": 0,
    },
]
