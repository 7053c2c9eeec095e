"""Every file and module that the documentation names exists."""

import re
from pathlib import Path

import pytest
from osc_table import DOC, written

ROOT = Path(__file__).parents[1]
DOCS = [ROOT / "README.md", ROOT / "models/README.md", *sorted((ROOT / "docs").glob("*.md"))]
FILE = re.compile(r"(?<![\w./-])[\w./-]*\w\.(?:py|mjs|js|css|md|d\.ts|png)\b")
FOLDER = re.compile(r"`((?:[\w-]+/)+)`")
MODULE = re.compile(r"python -m ((?:jamd|train|export)[\w.]*)")
BELOW = [ROOT / folder for folder in (".", "jamd", "jamd/stage/static", "jamd/stage/static/board")]
DAEMONS_OWN = {"takes/"}  # made where jamd runs


def exists(name: str, doc: Path) -> bool:
    return any((folder / name.lstrip("/")).exists() for folder in (doc.parent, *BELOW))


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: str(doc.relative_to(ROOT)))
def test_every_file_that_is_named_exists(doc: Path) -> None:
    text = doc.read_text(encoding="utf-8")
    assert [name for name in FILE.findall(text) if not exists(name, doc)] == []


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md", "docs/page.md"])
def test_every_folder_that_is_named_exists(name: str) -> None:
    doc = ROOT / name
    named = set(FOLDER.findall(doc.read_text(encoding="utf-8"))) - DAEMONS_OWN
    assert [folder for folder in named if not exists(folder, doc)] == []


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: str(doc.relative_to(ROOT)))
def test_every_module_that_is_run_exists(doc: Path) -> None:
    named = MODULE.findall(doc.read_text(encoding="utf-8"))
    paths = [ROOT / module.replace(".", "/") for module in named]
    assert [str(path) for path in paths if not (path.with_suffix(".py").is_file() or path.is_dir())] == []


def test_the_table_of_where_things_are_names_every_package() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    packages = {path.parent.relative_to(ROOT / "jamd") for path in (ROOT / "jamd").rglob("__init__.py")}
    assert [str(package) for package in packages - {Path(".")} if f"`{package}/" not in text] == []


def test_the_page_of_osc_has_every_command() -> None:
    """To rewrite it: python tests/osc_table.py"""
    text = DOC.read_text(encoding="utf-8")
    assert text == written(text)
    assert "| `/jamd/tempo` |" in text
