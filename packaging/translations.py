"""The sentences of the program in other languages: `python packaging/translations.py update|compile|check`.

update   reads every tr() and ntr() of studydesk/ into studydesk.pot and brings each language's .po up to it
compile  writes the .mo files the program loads
check    ends 1 and says why when a sentence is untranslated, or a file is behind the source
"""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
TEMPLATE = FOLDER / "studydesk.pot"
WORDS = {"tr": 1, "ntr": 2}  # the function, and how many of its arguments are sentences
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
COMMENT = "# The sentences of StudyDesk. Made by packaging/translations.py; translate in the .po files.\n#"


def extracted() -> Catalog:
    """Return the sentences that stand in the source now, with the files (not lines, which move) they stand in."""
    found = Catalog(
        project="StudyDesk",
        version="catalogue",
        header_comment=COMMENT,
        creation_date=datetime.now(UTC),
        msgid_bugs_address="StudyDesk contributors",
        last_translator="StudyDesk contributors",
        language_team="none",
        fuzzy=False,
    )
    for file in sorted((ROOT / "studydesk").rglob("*.py")):
        for words in spoken(ast.parse(file.read_text("utf-8"))):
            found.add(words, locations=[(file.relative_to(ROOT).as_posix(), 0)])
    return found


def spoken(tree: ast.Module) -> Iterator[str | tuple[str, str]]:
    """Yield what stands in tr() and ntr(), also inside f-strings, where Babel's own reader does not look.

    Raises ValueError with the line when that is not a plain literal.
    """
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
        if name in WORDS:
            literals = [_literal(argument) for argument in call.args[: WORDS[name]]]
            yield literals[0] if name == "tr" else (literals[0], literals[1])


def _literal(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise ValueError(f"line {node.lineno}: only a plain literal can be translated: {ast.unparse(node)}")


def languages() -> list[Path]:
    """Return the .po file of each language."""
    return sorted(FOLDER.glob("*/LC_MESSAGES/studydesk.po"))


def read(file: Path) -> Catalog:
    """Return what a .pot or .po file holds."""
    with file.open("rb") as stream:
        return read_po(stream, locale=file.parent.parent.name if file.suffix == ".po" else None)


def ids(catalog: Catalog) -> set[str | tuple[str, ...]]:
    """Return the sentences of a catalog in English; one with a plural is a pair."""
    return {tuple(m.id) if isinstance(m.id, list | tuple) else m.id for m in catalog if m.id}


def compiled(catalog: Catalog) -> bytes:
    """Return the .mo of a catalog."""
    stream = BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def update() -> int:
    """Bring the template and each .po up to the source; sentences that are gone are dropped."""
    now = extracted()
    if TEMPLATE.exists() and ids(before := read(TEMPLATE)) == ids(now):
        now.creation_date = before.creation_date  # the files stay as they are when no sentence changed
    _write(TEMPLATE, now)
    for file in languages():
        catalog = read(file)
        catalog.update(now, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        _write(file, catalog)
        sys.stdout.write(f"{file.relative_to(ROOT)}: {sum(1 for _ in untranslated(catalog))} to translate\n")
    return 0


def _write(file: Path, catalog: Catalog) -> None:
    with file.open("wb") as stream:
        write_po(stream, catalog, width=120, sort_by_file=True, include_lineno=False)


def compile_all() -> int:
    """Write the .mo beside each .po."""
    for file in languages():
        file.with_suffix(".mo").write_bytes(compiled(read(file)))
    return 0


def untranslated(catalog: Catalog) -> Iterator[Message]:
    """Yield the sentences without a finished translation."""
    for message in catalog:
        if message.id and (message.fuzzy or not all(_forms(message.string))):
            yield message


def mismatched(catalog: Catalog) -> Iterator[Message]:
    """Yield the translations whose placeholders in braces are not those of the sentence.

    A singular may say its number in a word ("un minuto") and so leave {n} out.
    """
    for message in catalog:
        if not message.id or not message.string:
            continue
        wanted = _placeholders(_forms(message.id)[-1])
        *ones, last = _forms(message.string)
        if _placeholders(last) != wanted or any(_placeholders(one) | {"{n}"} != wanted | {"{n}"} for one in ones):
            yield message


def _forms(words: str | Sequence[str] | None) -> Sequence[str]:
    return [words or ""] if words is None or isinstance(words, str) else words


def _placeholders(words: str) -> set[str]:
    return set(PLACEHOLDER.findall(words))


def faults() -> Iterator[str]:
    """Yield what keeps the translations from being complete."""
    now = ids(extracted())
    for file in (TEMPLATE, *languages()):
        for words in sorted(map(str, now ^ ids(read(file)))):
            yield f"{file.relative_to(ROOT)} is behind the source: {words}"
    for file in languages():
        catalog = read(file)
        yield from (f"{file.relative_to(ROOT)}: not translated: {m.id}" for m in untranslated(catalog))
        yield from (f"{file.relative_to(ROOT)}: other placeholders: {m.id}" for m in mismatched(catalog))
        if not file.with_suffix(".mo").exists() or file.with_suffix(".mo").read_bytes() != compiled(catalog):
            yield f"{file.relative_to(ROOT)} was changed after it was compiled"


def check() -> int:
    """Say what is missing; 1 when something is."""
    found = list(faults())
    sys.stdout.write("".join(f"{fault}\n" for fault in found))
    return 1 if found else 0


COMMANDS = {"update": update, "compile": compile_all, "check": check}


def main(arguments: list[str]) -> int:
    """Do what was asked for."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    return COMMANDS[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
