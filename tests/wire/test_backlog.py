"""What is kept for a stage that was away, and for how long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.time.notes import Nanos
from jamd.wire import backlog as backlog_module
from jamd.wire.backlog import KEPT_S, Backlog

SECOND = 1_000_000_000


def filled(instants: list[int]) -> Backlog:
    """One event at each; its frame is its number."""
    backlog = Backlog()
    for number, ns in enumerate(instants):
        backlog.add(Nanos(ns), b"%06d" % number)
    return backlog


def numbers(backlog: Backlog, after: int) -> list[int]:
    frames = b"".join(backlog.since(Nanos(after)))
    return [int(frames[at : at + 6]) for at in range(0, len(frames), 6)]


@given(st.lists(st.integers(1, 50), max_size=300), st.integers(0, 60))
def test_it_gives_what_came_after_an_instant_in_order(instants: list[int], after: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backlog_module, "_BLOCK", 100)
        assert numbers(filled(instants), after) == [n for n, ns in enumerate(instants) if ns > after]


def test_forty_thousand_events_in_a_few_seconds_are_all_kept_in_few_pieces() -> None:
    backlog = filled([SECOND + n * 250_000 for n in range(40_000)])
    assert numbers(backlog, 0) == list(range(40_000))
    assert len(list(backlog.since(Nanos(0)))) < 50
    assert backlog.lost_ns(Nanos(0)) == 0


def test_it_is_bounded_by_time() -> None:
    backlog = filled([SECOND * n for n in range(1, 3 * KEPT_S)])
    kept = numbers(backlog, 0)
    assert kept[-1] == 3 * KEPT_S - 2
    assert KEPT_S <= len(kept) < 1.6 * KEPT_S  # whole blocks are dropped: of these small events, half an hour each
    assert backlog.lost_ns(Nanos(0)) == SECOND * (3 * KEPT_S - 2 - len(kept))


def test_it_is_bounded_by_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backlog_module, "KEPT_BYTES", 500_000)
    backlog = filled([SECOND + n for n in range(100_000)])
    kept = numbers(backlog, 0)
    assert kept == list(range(100_000 - len(kept), 100_000))
    assert 20_000 < len(kept) < 35_000  # 18 bytes each
    assert backlog.lost_ns(Nanos(SECOND + 10)) == 100_000 - len(kept) - 1 - 10
