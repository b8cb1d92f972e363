"""What the learner of the tour writes. Plain letters only: the school changes others on the way, and typing does too."""

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
        "Our roof is 12 m long and 6 m wide, corrugated iron, with one gutter on the east side.\n"
        "In May 92 mm of rain fall. 72 square metres give 72 x 92 x 0.8 = 5,299 litres, so the tank of 5,000 litres "
        "is full in one good month. I would begin with a second gutter, because half of the roof drips onto the path."
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
