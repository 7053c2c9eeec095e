"""A command line that is said in a folder without config.yaml, and what comes back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from jamd.cli.app import run_line

RULES = ["--set", "parts.drums.player=rules", "--set", "parts.piano.player=rules"]
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No config.yaml, no MIDI system, 80 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("JAMD_TRACEBACK", raising=False)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Say a command line; the exit code, standard output and standard error come back."""

    def line(*words: str) -> tuple[int, str, str]:
        code = run_line(list(words))
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        assert "\x1b" not in out + err  # no colours where nobody sees them
        assert all(len(row) <= 80 for row in out.splitlines() if not row.startswith("{"))
        return code, out, err

    return line
