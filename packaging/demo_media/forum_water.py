"""The discussions and announcements of the course "Water and Soil for Village Schools"."""

from __future__ import annotations

from shapes import Json, discussion, reply

ANNOUNCEMENTS: list[Json] = [
    discussion(
        "teacher",
        "-19d",
        "Welcome, and how we begin",
        """Dear all,

        we are twelve people from five continents, and we have every kind of ground from river mud to stone. That is the
        best thing about this course.

        This week: read <em>How to study here</em>, watch the first lecture, and say hello on
        <em>the bench under the tree</em>. If your link is weak, download the whole course once, at school or in
        town, and study at home.

        Ruth""",
    ),
    discussion(
        "teacher",
        "-8d",
        "The jar test needs two days",
        """A small warning before the weekend: the clay in the jar takes two full days to settle. Start it on Friday
        and you can measure on Sunday. Please do not move the jar in between, not even to show it to somebody.

        If you have no jar, a clear plastic bottle with its neck cut off does just as well.""",
    ),
    discussion(
        "teacher",
        "-1d",
        "Question hour this week, and the rain plan",
        """On the calendar you find our question hour. Bring the roof that you chose: its length, its width, and what
        it is made of.

        <ul><li>The <strong>rain plan</strong> is due in a few days. Text and up to three files.</li>
        <li><strong>A first look at your ground</strong> is closed. Most of your pictures made me want to travel.</li>
        </ul>

        Who has no link on that evening: write your question on the bench. I answer every one of them.""",
    ),
]

_DRY_WELL = discussion(
    "kofi",
    "-9d",
    "Our school well is dry in February. What would you try?",
    """Our well is 14 metres deep. From June to December it gives all the water we want. In February the bucket comes up
    with mud, and the children carry water from the river, 40 minutes there and back.

    We have no money to dig deeper this year. What would you try first?""",
    reply(
        "yusuf",
        "-9d+3h",
        "Before you do anything: do you know how deep the water stands in each month? Tie a knot in the rope every "
        "metre "
        "and let a class write it down every Monday. Then you know whether it sinks slowly or all at once.",
        reply(
            "kofi",
            "-8d+20h",
            "We did not, but class 5 has begun today. Water at 9 metres.",
            reply(
                "yusuf",
                "-8d+22h",
                "Good. In our village it sank 60 cm a month, quite evenly. So we knew already in November that March "
                "would be bad.",
                reply(
                    "amina",
                    "-7d+2h",
                    "I like the knots. We have a pump and no rope, could we measure through the pipe?",
                    reply(
                        "aidan",
                        "-7d+6h",
                        "Most hand pumps have a small inspection hole in the plate, with a bolt. A thin string with a "
                        "weight and a bit of cork goes through. When the string goes slack, that is the water.",
                        reply(
                            "amina",
                            "-6d+1h",
                            "There is a bolt! My uncle looked after the pump for years and never told me what it was "
                            "for. Water at 11.5 metres. Thank you, Aidan.",
                            reply(
                                "aidan",
                                "-6d+3h",
                                "Close it well again, so that nothing falls in. And wash the string first.",
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
    reply(
        "priya",
        "-8d+5h",
        """A well is like a bank account. You can take out less, or you can pay in more.

        Paying in means: keep the rain on the land above the well. We dug level trenches on the slope behind our school,
        each half a metre deep and filled with leaves. After two years the well lasted five weeks longer.""",
        reply(
            "mateo",
            "-8d+9h",
            "Here my grandparents still look after <em>amunas</em>, old stone channels. In the rains they lead "
            "water from "
            "the stream onto stony ground, where it disappears. Months later the springs below are still running. "
            "It is the "
            "same idea, and very old.",
            reply(
                "priya",
                "-7d+12h",
                "That is wonderful. Who decides when the water is led there?",
                reply(
                    "mateo",
                    "-7d+15h",
                    "The whole village, on one day in the year. Everybody cleans the channel together, and "
                    "afterwards there "
                    "is soup.",
                ),
            ),
            reply("kofi", "-6d+10h", "How far above the springs are the channels? Our slope is about 200 metres long."),
        ),
        reply(
            "lucia",
            "-6d+18h",
            "One thing to watch: keep the trenches at least 30 metres away from latrines and animals. What sinks in "
            "comes "
            "out again in the bucket.",
        ),
    ),
    reply(
        "teacher",
        "-5d+8h",
        """Look at what you have here: measure first (Yusuf, Aidan), pay in more (Priya, Mateo), keep it clean (Lucía).
        That is nearly a whole plan.

        Kofi, would you draw your slope and put it here? A pencil drawing is fine.""",
        reply(
            "kofi",
            "-4d+7h",
            "Here it is. The grey is stone. The well is the circle at the bottom.",
            files=("files/forum/our-slope.png",),
        ),
    ),
)

_JAR = discussion(
    "amina",
    "-5d+2h",
    "Our jar has only two layers",
    """I waited two days as it says. At the bottom there is sand, 71 mm. Above it something fine, 24 mm. But I see
    no third
    layer, and the water is still brown like tea.

    Did we do something wrong? I added the picture.""",
    reply(
        "ana",
        "-5d+7h",
        "Nothing wrong. The brown <em>is</em> the clay, it has not come down yet. Ours took five days. A pinch of salt "
        "helps it along.",
        reply(
            "amina", "-3d+1h", "You were right. On day five there is a third layer, only 4 mm, and the water is clear."
        ),
    ),
    reply(
        "linh",
        "-4d+11h",
        "71, 24 and 4: that makes 72 % sand, 24 % silt and 4 % clay. Very light soil. Ours by the river is the "
        "other way round, "
        "we could trade.",
    ),
    attachments=["files/forum/our-jar.jpg"],
)

_RAIN_WEEK = discussion(
    "linh",
    "-3d+5h",
    "A week of rain in numbers",
    """We cut a bottle and read it every morning at seven. Here is our week. What do you have?

    <table><thead><tr><th>Day</th><th>Rain</th></tr></thead><tbody><tr><td>Monday</td><td>12
    mm</td></tr><tr><td>Tuesday</td>
    <td>0 mm</td></tr><tr><td>Wednesday</td><td>31 mm</td></tr><tr><td>Thursday</td><td>4
    mm</td></tr><tr><td>Friday</td>
    <td>0 mm</td></tr></tbody></table>

    The whole month is in the file.""",
    reply(
        "noor",
        "-2d+4h",
        "31 mm on one day! We had 2 mm in three weeks. May I use your file for my rain plan, to compare?",
    ),
    reply(
        "linh",
        "-2d+9h",
        "Of course. Give your roof its area from above, not along the slope. I made that mistake.",
        reply("noor", "-1d+3h", "Thank you, I would have made it too."),
    ),
    attachments=["files/forum/rain-in-one-month.csv"],
)

DISCUSSIONS: list[Json] = [
    discussion(
        "teacher",
        "-19d+1h",
        "Who are you, and what does your ground look like?",
        """Please say in a few lines where you live, what you teach or learn, and what you see when you dig one
        spade deep.
        Colour, stones, roots, smell.""",
        reply(
            "sela",
            "-18d",
            "Mālō e lelei from Tonga. Our soil is dark brown and very young, from volcanic ash. Under one metre of "
            "it there is "
            "coral. No rivers at all, so every roof counts.",
            reply("noor", "-17d+4h", "Greetings from the other end: too much river. In July our playground is a lake."),
        ),
        reply(
            "mateo",
            "-18d+6h",
            "I am Mateo and I am learning to be a teacher, at 3,400 metres. One spade deep: stones, then more "
            "stones. Potatoes "
            "like it.",
        ),
        reply(
            "lucia",
            "-17d",
            "Hello, I teach class 3. Red earth, hard as brick in August. It smells wonderful after the first rain.",
        ),
        reply(
            "amina", "-16d+5h", "Sand, yellow, and roots of the old mango. I hope to learn how to make it hold water."
        ),
        pinned=True,
    ),
    _DRY_WELL,
    _JAR,
    _RAIN_WEEK,
    discussion(
        "priya",
        "-11d",
        "Mulch brings ants. Is that bad?",
        "We covered two beds with dry leaves. After a week the beds are full of small black ants. The children are "
        "delighted, I "
        "am not sure.",
        reply(
            "ana",
            "-10d+6h",
            "Ants carry air into the soil and eat many pests. Only look at the leaves of your beans: if there are "
            "lice on them, "
            "the ants are farming. Then wash the lice off with soapy water.",
        ),
        reply(
            "sela",
            "-10d+9h",
            "Put the mulch a hand away from the stems. Then the stems stay dry and nobody nibbles at night.",
        ),
    ),
    discussion(
        "teacher",
        "-14d",
        "Which roof shall we calculate together? (decided)",
        "Three proposals were on the list: the kitchen of Lucía's school, the chapel in Sela's village, and the bus "
        "stop of "
        "Aidan's town. You voted for the kitchen.",
        reply("aidan", "-13d", "The bus stop would have been a very short lesson: it has no roof since the storm."),
        reply("teacher", "-12d", "Thank you all. The kitchen it is. I close this discussion here."),
        locked=True,
    ),
]
