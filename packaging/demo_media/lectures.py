"""The lectures: their words in English and Spanish, their scenes, and the files they become."""

from __future__ import annotations

from pathlib import Path

import scenes_soil
import scenes_water
from film import make_film
from lecture import Lecture, Line, Scene
from speech import make_talk

WATER = Lecture(
    stem="01 How water moves",
    voice="en-gb",
    pitch=42,
    pace=148,
    scenes=(
        Scene(
            "",
            (
                Line(
                    "Welcome. This is lecture one: how water moves.",
                    "Bienvenidos. Esta es la lección uno: cómo se mueve el agua.",
                ),
                Line("We follow one drop through a village.", "Seguimos una gota por un pueblo."),
            ),
            scenes_water.title,
        ),
        Scene(
            "The sun lifts the water",
            (
                Line("The sun warms a pond and the wet soil.", "El sol calienta una laguna y la tierra mojada."),
                Line(
                    "Water goes up into the air, as a gas that we cannot see. This is called evaporation.",
                    "El agua sube al aire como un gas que no vemos. Esto se llama evaporación.",
                ),
                Line(
                    "Leaves give off water too. A large tree gives back more than a hundred litres on a hot day.",
                    "Las hojas también dan agua. Un árbol grande devuelve más de cien litros en un día caluroso.",
                ),
            ),
            scenes_water.rising,
        ),
        Scene(
            "Cold air makes rain",
            (
                Line("High up, the air is cold.", "Muy arriba, el aire es frío."),
                Line(
                    "There the gas turns back into tiny drops. Many drops together are a cloud.",
                    "Allí el gas se convierte de nuevo en gotitas. Muchas gotitas juntas son una nube.",
                ),
                Line(
                    "When the drops join and grow heavy, they fall. It rains.",
                    "Cuando las gotas se juntan y pesan más, caen. Llueve.",
                ),
            ),
            scenes_water.falling,
        ),
        Scene(
            "Two slopes, the same rain",
            (
                Line(
                    "On bare, hard ground, most of the rain runs off, and it takes the soil along.",
                    "En un suelo desnudo y duro, casi toda la lluvia se escurre y se lleva la tierra.",
                ),
                Line(
                    "Under plants it is different. Leaves break the fall, roots open the ground, and most of the "
                    "rain sinks in.",
                    "Bajo las plantas es distinto. Las hojas frenan la caída, las raíces abren el suelo y casi toda "
                    "la lluvia entra.",
                ),
            ),
            scenes_water.two_slopes,
        ),
        Scene(
            "Water under our feet",
            (
                Line(
                    "What sinks in goes down, between sand and stones,",
                    "Lo que entra baja entre la arena y las piedras,",
                ),
                Line(
                    "until all the gaps are full. This is groundwater. Its top is the water table.",
                    "hasta que todos los huecos están llenos. Es el agua subterránea. Su parte alta es el nivel "
                    "freático.",
                ),
                Line(
                    "A well gives water only if it reaches below that line.",
                    "Un pozo da agua solo si llega por debajo de esa línea.",
                ),
                Line("And in the dry season, the line sinks.", "Y en la estación seca, la línea baja."),
            ),
            scenes_water.underground,
        ),
        Scene(
            "What we can do",
            (
                Line(
                    "So what can we do? Slow the water down, with stones.",
                    "¿Qué podemos hacer? Frenar el agua, con piedras.",
                ),
                Line("Spread it, with level ditches.", "Repartirla, con zanjas a nivel."),
                Line(
                    "And let it sink in, under leaves and roots. Go out in the next rain, and look where the water "
                    "runs.",
                    "Y dejar que entre, bajo hojas y raíces. Salgan con la próxima lluvia y miren por dónde corre "
                    "el agua.",
                ),
            ),
            scenes_water.three_ways,
        ),
    ),
)

SOIL = Lecture(
    stem="03 Soil is alive",
    voice="en-gb-x-rp",
    pitch=48,
    pace=146,
    scenes=(
        Scene(
            "",
            (
                Line("Lecture two: soil is alive.", "Lección dos: el suelo está vivo."),
                Line("Take a handful of it, and look closely.", "Tomen un puñado y miren de cerca."),
            ),
            scenes_soil.title,
        ),
        Scene(
            "What soil is made of",
            (
                Line(
                    "A little less than half of good soil is rock, in very small crumbs.",
                    "Algo menos de la mitad de un buen suelo es roca, en migas muy pequeñas.",
                ),
                Line(
                    "A quarter is water, a quarter is air, and a small rest is what plants and animals leave behind.",
                    "Una cuarta parte es agua, otra es aire, y un pequeño resto es lo que dejan plantas y animales.",
                ),
                Line(
                    "So half of soil is gaps. Without gaps there is no water, and no breath for the roots.",
                    "Así que la mitad del suelo son huecos. Sin huecos no hay agua ni aire para las raíces.",
                ),
            ),
            scenes_soil.made_of,
        ),
        Scene(
            "Three kinds of grains",
            (
                Line(
                    "The crumbs have three sizes. Sand is coarse, and water runs through it.",
                    "Las migas tienen tres tamaños. La arena es gruesa, y el agua la atraviesa.",
                ),
                Line("Silt is soft, like flour.", "El limo es suave, como harina."),
                Line(
                    "Clay is so fine that it sticks. It holds water and food for plants. A good soil has all three.",
                    "La arcilla es tan fina que se pega. Guarda agua y alimento para las plantas. Un buen suelo "
                    "tiene las tres.",
                ),
            ),
            scenes_soil.grains,
        ),
        Scene(
            "Who lives here",
            (
                Line(
                    "Worms and beetles dig tunnels, and air and rain come in.",
                    "Lombrices y escarabajos cavan túneles, y entran el aire y la lluvia.",
                ),
                Line(
                    "Fungi spin fine threads, and bring food to the roots.",
                    "Los hongos tejen hilos finos y llevan alimento a las raíces.",
                ),
                Line(
                    "And in one teaspoon there can be a billion bacteria.",
                    "Y en una cucharadita puede haber mil millones de bacterias.",
                ),
            ),
            scenes_soil.alive,
        ),
        Scene(
            "A wheel that feeds itself",
            (
                Line(
                    "They all work on the same wheel. Leaves fall, and rot to compost, and the soil grows dark and "
                    "rich.",
                    "Todos mueven la misma rueda. Las hojas caen, se pudren y se hacen abono, y el suelo se vuelve "
                    "oscuro y rico.",
                ),
                Line(
                    "Strong plants grow on it, and they drop new leaves.",
                    "En él crecen plantas fuertes, que dejan caer hojas nuevas.",
                ),
            ),
            scenes_soil.wheel,
        ),
        Scene(
            "Three rules",
            (
                Line(
                    "Three rules keep the wheel turning. Keep the soil covered.",
                    "Tres reglas mantienen la rueda en marcha. Cubran el suelo.",
                ),
                Line(
                    "Feed it, with compost and with many kinds of plants.",
                    "Aliméntenlo, con abono y con plantas variadas.",
                ),
                Line(
                    "And let it rest. The less you dig, the more the others dig for you.",
                    "Y déjenlo descansar. Cuanto menos caven ustedes, más cavan los otros por ustedes.",
                ),
            ),
            scenes_soil.three_rules,
        ),
    ),
)

SPRING = Lecture(
    stem="02 Listening to a spring",
    voice="en-gb-scotland",
    pitch=44,
    pace=144,
    running_water=1.0,
    scenes=(
        Scene(
            "",
            (
                Line("Listening to a spring.", "Escuchar un manantial."),
                Line(
                    "Close your eyes. You are standing on a hill, above a village. Beside you, water comes out of "
                    "the rock.",
                    "Cierren los ojos. Están en una colina, sobre un pueblo. A su lado, el agua sale de la roca.",
                ),
                Line(
                    "It is cool, and it tastes of stone. This water fell as rain, many months ago, on the ground "
                    "above you.",
                    "Es fresca y sabe a piedra. Esta agua cayó como lluvia, hace muchos meses, en el terreno de "
                    "arriba.",
                ),
                Line(
                    "It has travelled slowly. In sand, water moves perhaps one metre in a day. In clay, a metre can "
                    "take years.",
                    "Ha viajado despacio. En la arena, el agua avanza tal vez un metro al día. En la arcilla, un "
                    "metro puede tardar años.",
                ),
                Line(
                    "On its way, the ground has cleaned it. Sand holds back dirt, and most germs die in the dark.",
                    "En el camino, el suelo la ha limpiado. La arena retiene la suciedad, y casi todos los gérmenes "
                    "mueren en la oscuridad.",
                ),
                Line(
                    "Most, but not all. If goats or latrines stand above a spring, the water below is not safe.",
                    "Casi todos, no todos. Si hay cabras o letrinas más arriba, el agua de abajo no es segura.",
                ),
                Line(
                    "So if you look after a spring, look uphill. Make a fence. Plant trees. Keep a ditch, so that "
                    "dirty rain goes round.",
                    "Así que quien cuida un manantial mira cuesta arriba. Pongan una cerca. Planten árboles. Hagan "
                    "una zanja, para que la lluvia sucia "
                    "pase de largo.",
                ),
                Line(
                    "And listen. A spring that changes its voice is telling you something. Brown after rain? Then "
                    "it has a short cut to "
                    "the surface.",
                    "Y escuchen. Un manantial que cambia de voz les dice algo. ¿Turbia tras la lluvia? Entonces "
                    "tiene un atajo desde "
                    "la superficie.",
                ),
                Line(
                    "Clear and steady? Then it comes from deep and far. Drink, and say thank you to last year's rain.",
                    "¿Clara y constante? Entonces viene de lejos y de lo hondo. Beban, y den las gracias a la "
                    "lluvia del año pasado.",
                ),
            ),
            scenes_water.title,
        ),
    ),
)


def make_lectures(files: Path) -> None:
    """Writes the three lectures with their captions into the folder `lectures` of `files`."""
    folder = files / "lectures"
    folder.mkdir(parents=True, exist_ok=True)
    make_film(WATER, folder, "mp4")
    make_film(SOIL, folder, "webm")
    make_talk(SPRING, folder)
