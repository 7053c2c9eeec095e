"""Machines are shared: a law may take its time, and is judged by what it finds."""

from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")

_REAL_TIME: Final = ("live", "page", "stage", "link", "bench", "supervisor", "patchbay", "cli", "test_setup.py")


class _OneOfThemWaits(LoadScopeScheduling):  # type: ignore[misc]
    """`make test` has two workers. What starts processes, opens ports or waits for real time is one unit of work, the
    first; the other worker computes meanwhile, a file at a time."""

    def _split_scope(self, nodeid: str) -> str:
        return "real time" if _is_real_time(nodeid) else nodeid.split("::")[0]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not _is_real_time(item.nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return _OneOfThemWaits(config, log)


def _is_real_time(nodeid: str) -> bool:
    return nodeid.removeprefix("tests/").startswith(_REAL_TIME)
