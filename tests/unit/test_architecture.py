"""The arrows between packages and the caps on size, held over the source itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "studydesk").rglob("*.py"))

FILE_LINES, CLASS_LINES, CLASS_METHODS, FUNCTION_LINES = 400, 200, 20, 50

COMMON = {"errors", "paths", "log", "wording", "policy", "settings", "domain"}
# Room → the rooms of ours it may import.
ARROWS: dict[str, set[str]] = {
    "errors": set(),
    "paths": set(),
    "policy": set(),
    "log": {"paths"},
    "wording": {"errors", "domain", "wording"},
    "settings": {"errors", "domain"},
    "domain": {"errors", "policy", "domain"},
    "campus": COMMON | {"campus"},
    "packages": COMMON | {"packages"},
    "store": COMMON | {"store"},
    "sync": COMMON | {"campus", "packages", "store", "sync"},
    "study": COMMON | {"campus", "packages", "store", "study", "credentials"},
    "credentials": COMMON,
    "ui": COMMON | {"study", "sync", "ui"},
    "cli": COMMON | {"campus", "packages", "store", "sync", "study", "app", "cli", "credentials"},
    "app": COMMON | {"campus", "packages", "store", "sync", "study", "ui", "app", "credentials"},
    "__main__": {"cli"},
}
# Foreign package → the rooms that may import it.
BORDERS = {
    "PySide6": {"ui"},
    "shiboken6": {"ui"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "requests": {"campus"},
    "urllib3": {"campus"},
    "truststore": {"campus"},
    "keyring": {"credentials"},
}
SYNC_FORBIDDEN = {"time", "random", "uuid", "os", "threading", "requests", "secrets"}
# Qualified place → why it may be longer or wider than the caps.
EXCEPTIONS: dict[str, str] = {}


def room(path: Path) -> str:
    """Return the top-level package or module of ours that a file belongs to."""
    first = path.relative_to(ROOT / "studydesk").parts[0]
    return first.removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield every imported module name with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module == "studydesk":
                for alias in node.names:
                    yield f"studydesk.{alias.name}", node.lineno
            else:
                yield node.module, node.lineno


def wrong_arrows(place: str, source: str) -> list[str]:
    """Return what a file of room `place` imports against the map."""
    wrong = []
    for name, line in imports(ast.parse(source)):
        top, *rest = name.split(".")
        if top == "studydesk":
            target = rest[0] if rest else "__init__"
            if target not in ("__init__", "__version__") and target not in ARROWS[place]:
                wrong.append(f"line {line}: {place} -> {target}")
        elif top in BORDERS and place not in BORDERS[top]:
            wrong.append(f"line {line}: {place} imports {top}")
    return wrong


def too_big(place: str, source: str) -> list[str]:
    """Return the file, classes and functions above the caps."""
    found = []
    if source.count("\n") > FILE_LINES:
        found.append(place)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            public = [m for m in node.body if isinstance(m, ast.FunctionDef) and not m.name.startswith("_")]
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > CLASS_LINES or len(public) > CLASS_METHODS:
                found.append(f"{place}:{node.name}")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > FUNCTION_LINES:
                found.append(f"{place}:{node.name}")
    return [name for name in found if name not in EXCEPTIONS]


def lazy_without_reason(source: str) -> list[str]:
    """Return imports inside functions whose line gives no reason."""
    lines = source.splitlines()
    found = []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom) and "#" not in lines[node.lineno - 1]:
                found.append(f"line {node.lineno}: {lines[node.lineno - 1].strip()}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_file_keeps_the_arrows_and_the_caps(path: Path) -> None:
    source = path.read_text("utf-8")
    assert wrong_arrows(room(path), source) == []
    assert too_big(str(path.relative_to(ROOT)), source) == []
    assert lazy_without_reason(source) == []


@pytest.mark.parametrize("path", [p for p in FILES if room(p) == "sync"], ids=lambda p: p.name)
def test_sync_takes_time_chance_and_disk_from_outside(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert {name.split(".")[0] for name, _ in imports(tree)} & SYNC_FORBIDDEN == set()
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert "open" not in called
    attributes = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert "datetime.now" not in attributes


def test_a_wrong_arrow_is_found() -> None:
    assert wrong_arrows("domain", "from studydesk.store import files\n") == ["line 1: domain -> store"]
    assert wrong_arrows("ui", "import requests\n") == ["line 1: ui imports requests"]
    assert wrong_arrows("store", "from studydesk.campus import link\nimport PySide6.QtCore\n") != []


def test_a_size_above_the_cap_is_found() -> None:
    body = "    x = 1\n" * FUNCTION_LINES
    assert too_big("f", f"def long() -> None:\n{body}") == ["f:long"]
    assert too_big("f", "x = 1\n" * (FILE_LINES + 1)) == ["f"]
    methods = "".join(f"    def m{i}(self): ...\n" for i in range(CLASS_METHODS + 1))
    assert too_big("f", f"class Wide:\n{methods}") == ["f:Wide"]


def test_a_lazy_import_without_a_reason_is_found() -> None:
    assert lazy_without_reason("def f():\n    import json\n") != []
    assert lazy_without_reason("def f():\n    import json  # heavy, rarely needed\n") == []
