"""Machines are shared: a law may take its time, and is judged by what it finds."""

from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")

_REAL_TIME: Final = {"live", "page", "stage", "link", "bench", "supervisor", "patchbay", "cli", "test_setup.py"}


@pytest.hookimpl(tryfirst=True)  # before xdist looks for the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts processes, opens ports or waits goes first and in one line: `make test` has two workers, and the
    other one computes meanwhile."""
    waiting = [item for item in items if _real_time(item.path)]
    for item in waiting:
        item.add_marker(pytest.mark.xdist_group("real time"))
    items[:] = [*waiting, *(item for item in items if not _real_time(item.path))]


def _real_time(path: Path) -> bool:
    return path.relative_to(Path(__file__).parent).parts[0] in _REAL_TIME
