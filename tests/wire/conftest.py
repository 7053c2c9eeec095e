"""A studio for each story of wire's loop."""

from pathlib import Path

import pytest
from wire.fakes import FakeMidi
from wire.studio import Studio


@pytest.fixture
def midi(monkeypatch: pytest.MonkeyPatch) -> FakeMidi:
    midi = FakeMidi()
    midi.install(monkeypatch)
    return midi


@pytest.fixture
def studio(tmp_path: Path, midi: FakeMidi) -> Studio:
    return Studio(tmp_path, midi)
