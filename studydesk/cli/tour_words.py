"""What the learner of the tour writes; in plain letters only, for others cannot be typed by Qt's tests."""

from pathlib import Path

WORDS = {
    "reply": (
        "We tied knots into our rope and the water sank 40 cm in every month without rain.\n"
        "In the file is what class 4 wrote down each Monday. From June to October it hardly moved, so we dig now."
    ),
    "subject": "How do you keep leaves out of the gutter?",
    "opening": (
        "We put a wire mesh over the gutter, but after two storms it is full of mango leaves.\n"
        "What do you use that a child can clean from the ground?"
    ),
    "work": (
        "The roof. I chose the roof of our classroom. It is 12 m long and 6 m wide, made of corrugated iron, with one "
        "gutter on the east side. Half of the rain runs off on the west side and washes the path away.\n"
        "How I measured. Two of us laid a string along the wall and read it with a metre rule, twice. The second time "
        "we were 4 cm off. For the rain I took the table of the district office, twelve months, in the file.\n"
        "What it gives. In May 92 mm of rain fall. The roof has 12 x 6 = 72 square metres, and iron keeps 0.8 of the "
        "rain: 72 x 92 x 0.8 = 5,299 litres. The gutter catches half of that, 2,650 litres. Our tank holds 5,000.\n"
        "The plan. First a second gutter on the west side: 12 m of gutter, six brackets and one pipe. Two fathers can "
        "do it in a day. Then the tank is full in one good month instead of two, and the path stays dry. Second, a "
        "mesh over both pipes, because of the mango tree, and a child of class 5 who looks at it every Friday. Third, "
        "a tap with a lock: 60 children and 2 litres a day each need 120 litres, so a full tank lasts 41 days. That "
        "carries us from the last rain well into January, but not to March. For March we need a second tank, and I "
        "would ask the parents for it only after they have seen the first one full."
    ),
}
_REPLY_FILE = "well-every-monday.csv"
_WORK_FILE = "rain-on-our-roof.csv"


def files(folder: Path) -> dict[str, Path]:
    """Make the two files that are handed in below `folder`; returns them by the names of the order."""
    well, roof = folder / _REPLY_FILE, folder / _WORK_FILE
    depths = (9.0, 9.1, 9.2, 9.3, 9.4, 9.5, 9.6, 9.7)
    well.write_text("week,metres\n" + "".join(f"{n},{depth}\n" for n, depth in enumerate(depths, 1)), "utf-8")
    rain = (4, 6, 31, 64, 92, 120, 101, 88, 70, 40, 12, 5)
    roof.write_text("month,mm,litres\n" + "".join(f"{n},{mm},{mm * 58}\n" for n, mm in enumerate(rain, 1)), "utf-8")
    return {"reply_file": well, "work_file": roof}


def written(made: dict[str, Path]) -> list[str]:
    """Return what the teacher looks for: the first line of each text, the subject, and the names of the files."""
    texts = [WORDS[name].split("\n")[0] for name in ("reply", "subject", "opening", "work")]
    return [*texts, *(file.name for file in made.values())]
