"""`make` on a machine that has no fitting Python, or no wheel and no compiler."""

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`make` in a folder that has only what it reads."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    return subprocess.run(["make", "-C", str(folder), *words], capture_output=True, text=True, check=False)


def python(folder: Path, name: str, minor: int, installs: bool = True) -> None:
    """A command that looks like Python 3.`minor` and makes environments in which pip works or fails."""
    pip = "exit 0" if installs else "echo no wheel >&2; exit 1"
    (folder / name).write_text(
        f"""#!/bin/sh
case "$*" in
*version_info*"(3, {minor})"*) exit 0 ;;
"-m venv "*)
    mkdir -p "$3/bin"
    printf '#!/bin/sh\\n{pip}\\n' > "$3/bin/python"
    chmod +x "$3/bin/python"
    echo {name} ;;
*) exit 1 ;;
esac
"""
    )
    (folder / name).chmod(0o755)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which commands are found, with no Python in it yet."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("make", "sh", "mkdir", "chmod", "touch"):
        (folder / name).symlink_to(shutil.which(name) or "")
    monkeypatch.setenv("PATH", str(folder))
    for name in ("MAKELEVEL", "MAKEFLAGS"):
        monkeypatch.delenv(name, raising=False)  # under `make test` it is no make within a make
    return folder


@pytest.mark.parametrize(
    ("found", "target", "chosen"),
    [
        ({"python3.11": 11, "python3.14": 14}, ".venv/.ready", "python3.14"),
        ({"python3.11": 11, "python3.14": 14}, ".venv-test/.ready", "python3.11"),
        ({"python3": 13, "python3.12": 12}, ".venv/.ready", "python3"),
    ],
)
def test_the_newest_python_that_fits_is_taken(
    tmp_path: Path, path: Path, found: dict[str, int], target: str, chosen: str
) -> None:
    for name, minor in found.items():
        python(path, name, minor)
    assert make(tmp_path, "-s", target).stdout == f"{chosen}\n"


def test_without_a_fitting_python_one_sentence_says_what_to_install(tmp_path: Path, path: Path) -> None:
    python(path, "python3", 10)
    run = make(tmp_path, "jam")
    sentence, *rest = run.stderr.splitlines()
    assert run.returncode == 2
    assert "needs Python 3.11 to 3.14" in sentence
    assert "apt install python3" in sentence
    assert rest == [line for line in rest if line.startswith("make: ")]


def test_where_pip_fails_one_sentence_says_what_to_install_and_the_next_make_tries_again(
    tmp_path: Path, path: Path
) -> None:
    python(path, "python3", 13, installs=False)
    for _ in range(2):
        reason, sentence, *_ = make(tmp_path, "jam").stderr.splitlines()
        assert reason == "no wheel"
        assert "libasound2-dev" in sentence


def test_pip_and_make_allow_the_same_pythons() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == ">=3.11,<3.15"
    assert "$(call newest,14 13 12 11)" in (ROOT / "Makefile").read_text()
