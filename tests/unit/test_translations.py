"""Every sentence of the program is there in every language, and no sentence goes past the translation."""

import ast
import gettext
import importlib.util
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from studydesk import paths, wording

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "studydesk").rglob("*.py"))
FOLDER = paths.resources() / "translations"
MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
SPANISH = FOLDER / "es" / "LC_MESSAGES" / "studydesk.po"
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)

# What puts words before a learner; the words are its first argument, or the one named here.
SHOWS = {
    **dict.fromkeys(("setText", "setWindowTitle", "setPlaceholderText", "setToolTip", "setAccessibleName"), 0),
    **dict.fromkeys(("setAccessibleDescription", "setStatusTip", "setTitle", "setHtml", "setPlainText", "toast"), 0),
    **dict.fromkeys(("Button", "PrimaryButton", "label", "ElidedLabel", "QLabel", "QPushButton", "QCheckBox"), 0),
    **dict.fromkeys(("QAction", "QToolButton", "QRadioButton", "QGroupBox", "addAction", "addMenu", "Line"), 0),
    **dict.fromkeys(("IconButton", "Key", "addItem"), None),  # every argument is looked at
}
# Names are names in every language, and so are keys and the names of icons (no space, or a "+").
NAMES = {"StudyDesk", "Qt", "English", "Español", "school.example.org"}


def calls(tree: ast.AST, *names: str) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls of functions and methods of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            if name in names:
                yield name, node


def sentences() -> dict[tuple[str, ...], str]:
    """Return what stands in tr() and ntr() of the source, with a place where it stands."""
    found = {}
    for file in SOURCES:
        for name, call in calls(ast.parse(file.read_text("utf-8")), "tr", "ntr"):
            words = tuple(str(ast.literal_eval(argument)) for argument in call.args[: 1 if name == "tr" else 2])
            found[words] = f"{file.relative_to(ROOT)}:{call.lineno}"
    return found


def forms(words: object) -> tuple[str, ...]:
    """Return a sentence, or both forms of one with a plural, as a tuple."""
    return tuple(map(str, words)) if isinstance(words, list | tuple) else (str(words),)


def placeholders(words: str) -> set[str]:
    """Return the names in braces."""
    return set(re.findall(r"\{[^{}]*\}", words))


@pytest.fixture(scope="module")
def spanish() -> Catalog:
    with SPANISH.open("rb") as stream:
        return read_po(stream, locale="es")


@pytest.fixture
def speaking_spanish() -> Iterator[None]:
    wording.use("es", FOLDER)
    yield
    wording.use("en", FOLDER)


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """The tool itself; it is no package that could be imported by name."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_only_plain_literals_are_handed_to_the_translation() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}:{call.lineno} {ast.unparse(call)}"
        for file in SOURCES
        if file.parts[-2:] != ("wording", "speech.py")
        for name, call in calls(ast.parse(file.read_text("utf-8")), "tr", "ntr")
        for argument in call.args[: 1 if name == "tr" else 2]
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str))
    ]
    assert not wrong


def test_every_sentence_has_a_finished_spanish_translation(spanish: Catalog) -> None:
    known = {forms(m.id): m for m in spanish if m.id}
    missing = [f"{place} {words}" for words, place in sentences().items() if words not in known]
    assert not missing, "run packaging/translations.py update"
    unfinished = [words for words, m in known.items() if m.fuzzy or not all(forms(m.string)) or m.string is None]
    assert not unfinished
    assert set(known) == set(sentences()), "sentences that are gone: run packaging/translations.py update"


def test_translations_have_the_placeholders_of_their_sentences(spanish: Catalog) -> None:
    for message in spanish:
        if message.id:
            wanted = placeholders(forms(message.id)[-1])
            *ones, last = forms(message.string)
            assert placeholders(last) == wanted, message.id
            assert all(placeholders(one) | {"{n}"} == wanted | {"{n}"} for one in ones), message.id


def test_translations_keep_the_tone_and_the_edges_of_their_sentences(spanish: Catalog) -> None:
    for message in spanish:
        for english, said in zip(forms(message.id), forms(message.string), strict=True) if message.id else ():
            assert not re.search(r"[!¡]|\busted(es)?\b", said), said
            assert english[-1] != "." or said[-1] == ".", said
            assert ("?" in english) == ("¿" in said), said
            assert english.startswith(" ") == said.startswith(" "), said


def test_the_program_loads_what_the_translation_says(spanish: Catalog) -> None:
    stream = BytesIO()
    write_mo(stream, spanish)
    assert SPANISH.with_suffix(".mo").read_bytes() == stream.getvalue(), "run packaging/translations.py compile"
    loaded = gettext.translation("studydesk", FOLDER, ["es"])
    for message in spanish:
        if message.id and isinstance(message.id, str):
            assert loaded.gettext(message.id) == message.string


def test_translation_files_name_no_machine() -> None:
    files = sorted(FOLDER.rglob("studydesk.*po*"))
    assert len(files) == 2
    for file in files:
        found = re.search(r"(/home/|/root/|/work/|/tmp/|[A-Z]:\\|@|https?://)", file.read_text("utf-8"))
        assert found is None, f"{file.name}: {found}"


def test_the_tool_finds_nothing_to_complain_about(tool: ModuleType) -> None:
    assert list(tool.faults()) == []


def test_the_tool_complains_about_what_is_missing_fuzzy_or_broken(tool: ModuleType) -> None:
    catalog = Catalog(locale="es")
    catalog.add("Right {n}", "Bien {n}")
    catalog.add("Missing", "")
    catalog.add(("{n} thing", "{n} things"), ("{n} cosa", ""))
    catalog.add("Unsure", "Dudoso", flags={"fuzzy"})
    catalog.add("For {name}", "Para {nombre}")
    assert [m.id for m in tool.untranslated(catalog)] == ["Missing", ("{n} thing", "{n} things"), "Unsure"]
    assert "For {name}" in [m.id for m in tool.mismatched(catalog)]
    assert "Right {n}" not in [m.id for m in tool.mismatched(catalog)]


def test_the_tool_reads_sentences_inside_f_strings_and_refuses_f_strings(tool: ModuleType) -> None:
    assert list(tool.spoken(ast.parse("x = f\"{tr('Here')}: {w.ntr('{n} a', '{n} b', 2)}\""))) == [
        "Here",
        ("{n} a", "{n} b"),
    ]
    with pytest.raises(ValueError, match="line 1"):
        list(tool.spoken(ast.parse('tr(f"Hello {name}")')))


def bare_words(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the literals that a widget would show as they stand."""
    for name, call in calls(tree, *SHOWS):
        place = SHOWS[name]
        for argument in call.args if place is None else call.args[place : place + 1]:
            for text in literals(argument):
                if is_sentence(text, is_any_word=place is not None):
                    yield call.lineno, text


def literals(node: ast.AST) -> Iterator[str]:
    """Yield the strings of an expression that are neither translated nor arguments of another call."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Call():
            return
        case ast.Compare() | ast.Subscript():
            return
        case _:
            for child in ast.iter_child_nodes(node):
                yield from literals(child)


def is_sentence(text: str, is_any_word: bool) -> bool:
    """Whether it is words in a language, not a name, a key, a sign or a placeholder."""
    said = re.sub(r"<[^>]*>|&\w+;|\{[^}]*\}", "", text).strip(" ·:,.…\u2002")
    if said in NAMES or not re.search(r"[A-Za-z]{2}", said) or re.fullmatch(r"F\d+|(Ctrl|Alt|Shift)\W.*|Esc", said):
        return False
    return is_any_word or " " in said or said[0].isupper()


def test_no_widget_shows_words_that_cannot_be_translated() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line} {text!r}"
        for file in SOURCES
        if "ui" in file.parts
        for line, text in bare_words(ast.parse(file.read_text("utf-8")))
    ]
    assert not found


@pytest.mark.parametrize(
    "code",
    [
        'button.setText("Save")',
        'label(f"{n} files", "meta")',
        'Button("Save" if new else tr("Change"), None)',
        'IconButton(icons, "menu", "Contents of the document")',
        'Key("Enter", "Open the activity")',
    ],
)
def test_bare_words_are_found(code: str) -> None:
    assert len(list(bare_words(ast.parse(code)))) == 1 + (code.startswith("Key"))


@pytest.mark.usefixtures("speaking_spanish")
def test_sizes_and_amounts_have_a_decimal_comma_in_spanish() -> None:
    assert wording.size(2_400_000) == "2,4 MB"
    assert wording.size(2_000_000) == "2 MB"
    assert wording.size(1) == "1 byte"
    assert wording.money(3.5) == "3,50"
    assert wording.duration(6600) == "cerca de 1 h 50 min"


@pytest.mark.usefixtures("speaking_spanish")
@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(days=2, hours=5), "en 2 días, mié 18:00"),
        (timedelta(hours=3), "en 3 horas, hoy 16:00"),
        (timedelta(hours=-1, minutes=-40), "hace 2 horas, hoy 11:20"),
        (timedelta(days=1), "en 24 horas, mañana 13:00"),
        (timedelta(days=-40), "hace 40 días, mié 14 oct 13:00"),
    ],
)
def test_days_are_said_in_spanish(away: timedelta, words: str) -> None:
    assert wording.when(NOW + away, NOW, UTC) == words


@pytest.mark.usefixtures("speaking_spanish")
def test_all_days_and_months_are_said_in_spanish() -> None:
    days = [wording.date(NOW + timedelta(days=31 * n), UTC).split() for n in range(12)]
    assert {words[2] for words in days} == set(MONTHS)
    week = [wording.date(NOW + timedelta(days=n), UTC).split()[0] for n in range(7)]
    assert week == ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"]


@pytest.mark.usefixtures("speaking_spanish")
def test_one_and_many_differ_in_spanish() -> None:
    assert wording.waiting(1) == "1 cosa por enviar"
    assert wording.waiting(2) == "2 cosas por enviar"
