"""A process that cannot be loaded says so in one sentence, and whose fault it is by its exit code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from jamd.ipc.entry_point import BUG, FAULT


@pytest.mark.parametrize(
    ("damage", "code", "words"),
    [
        ("import libfoo", FAULT, "band cannot be loaded (No module named 'libfoo'): a part of jamd's installation"),
        ("raise NameError('x')", BUG, "this is a bug in jamd (NameError: x)"),
    ],
)
def test_what_cannot_be_loaded_is_said(tmp_path: Path, damage: str, code: int, words: str) -> None:
    (tmp_path / "setproctitle.py").write_text(damage)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-P", "-m", "jamd.supervisor.start", "band", ".", ".", "{}"]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == code
    assert words in run.stderr
    assert len(run.stderr.splitlines()) == 1
