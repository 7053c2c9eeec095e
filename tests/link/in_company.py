"""Stories of a Link session with real peers. Run by tests/live/test_link.py, in a network of their own."""

import os
import time
from collections.abc import Callable, Iterator

import pytest
from link.company import Band, Peer, playing_from, wait_until
from link.network import INSIDE

from jamd.clock.source import Retime, Start, Stop
from jamd.music.time.notes import Meter, Tick

NEAR = 0.005  # seconds; how near exactly is measured in tests/benchmarks/link.py

Meet = Callable[..., Peer]
Engage = Callable[..., Band]


@pytest.fixture(autouse=True, scope="session")
def _a_network_of_our_own() -> None:
    if not os.environ.get(INSIDE):
        pytest.fail("run by tests/live/test_link.py: here a session of your neighbours could be disturbed")


@pytest.fixture
def meet() -> Iterator[Meet]:
    peers: list[Peer] = []

    def join(bpm: float, quantum: float = 4) -> Peer:
        peers.append(Peer(bpm, quantum).join())
        return peers[-1]

    yield join
    for peer in peers:
        peer.leave()


@pytest.fixture
def engage() -> Iterator[Engage]:
    bands: list[Band] = []

    def start(*args: object, **settings: object) -> Band:
        bands.append(Band(*args, **settings))  # type: ignore[arg-type]
        return bands[-1]

    yield start
    for band in bands:
        assert band.close() == 0


def on_the_beat(band: Band, peer: Peer, of: float = 1) -> bool:
    return abs(band.off(peer, of)) < NEAR


def test_it_is_not_on_the_network_before_link_is_the_clock_nor_after(meet: Meet, engage: Engage) -> None:
    peer = meet(120)
    band = engage()
    time.sleep(1)
    assert peer.link.num_peers == 0
    band.join()
    assert peer.link.num_peers == 1
    band.part()
    wait_until(lambda: peer.link.num_peers == 0)


def test_joining_again_and_again_never_changes_the_sessions_tempo(meet: Meet, engage: Engage) -> None:
    peers = [meet(97), meet(130)]
    wait_until(lambda: all(peer.link.num_peers == 1 for peer in peers))
    peers[0].tempos.clear()
    band = engage(bpm=180)
    for _ in range(5):
        band.join(playing_from(2.3, 180))
        assert band.sessions[0].bpm == 97
        assert not band.sessions[0].ours
        band.part()
        wait_until(lambda: peers[0].link.num_peers == 1)
    assert peers[0].link.tempo == 97
    assert peers[0].tempos == []


def test_a_start_begins_on_the_sessions_bar_line_and_a_stop_halts(meet: Meet, engage: Engage) -> None:
    peer, other = meet(150), meet(90)
    wait_until(lambda: other.link.num_peers == 1)
    band = engage()
    band.join()
    other.link.playing = True
    wait_until(lambda: band.of(Start))
    assert band.line is not None
    assert band.line.ns_at(Tick(0)) > time.monotonic_ns()
    assert on_the_beat(band, peer, of=4)
    other.link.playing = False
    wait_until(lambda: band.of(Stop))
    assert band.line is None


def test_our_start_and_stop_are_the_sessions(meet: Meet, engage: Engage) -> None:
    peer = meet(150)
    band = engage()
    band.join()
    band.start()
    wait_until(lambda: peer.link.playing)
    time.sleep(0.3)
    assert len(band.of(Start)) == 1
    assert on_the_beat(band, peer, of=4)
    band.stop()
    wait_until(lambda: not peer.link.playing)


def test_a_waltz_shares_its_bars_with_a_peer_in_three(meet: Meet, engage: Engage) -> None:
    peer = meet(170, quantum=3)
    band = engage(Meter(3))
    band.join()
    band.start()
    assert on_the_beat(band, peer, of=3)


def test_a_band_that_plays_slides_onto_the_beat_and_the_form_goes_on(meet: Meet, engage: Engage) -> None:
    peer = meet(200)
    band = engage(bpm=180)
    band.join(playing_from(7.0, 180))
    wait_until(lambda: on_the_beat(band, peer) and band.line is not None and abs(band.line.bpm - 200) < 0.1)
    assert not band.of(Start)
    assert band.clock.hold == "steady"


def test_tempo_changes_go_both_ways(meet: Meet, engage: Engage) -> None:
    peer = meet(120)
    band = engage()
    band.join()
    band.start()
    bends = len(band.of(Retime))
    peer.link.tempo = 155
    wait_until(lambda: len(band.of(Retime)) > bends)
    wait_until(lambda: band.line is not None and abs(band.line.bpm - 155) < 0.1)
    assert on_the_beat(band, peer)
    band.command("tempo", 111.0)
    wait_until(lambda: abs(peer.link.tempo - 111) < 0.01)
    wait_until(lambda: band.line is not None and abs(band.line.bpm - 111) < 0.1)


def test_a_peer_that_joins_our_session_takes_our_tempo_and_bars(meet: Meet, engage: Engage) -> None:
    band = engage(bpm=133)
    band.join(playing_from(5.4, 133))
    assert band.sessions[0].ours
    time.sleep(0.3)
    peer = meet(99)
    wait_until(lambda: band.clock.hold == "steady")
    assert abs(peer.link.tempo - 133) < 0.01
    assert on_the_beat(band, peer, of=4)
    assert "after the session's" not in band.said


def test_when_all_leave_the_band_goes_on(meet: Meet, engage: Engage) -> None:
    peer = meet(144)
    band = engage()
    band.join()
    band.start()
    peer.leave()
    wait_until(lambda: band.clock.hold == "lost")
    assert band.line is not None
    assert abs(band.line.bpm - 144) < 0.1
    assert "nobody else is in the session" in band.said


def test_a_killed_process_does_not_stop_the_band_and_the_next_one_finds_the_beat(meet: Meet, engage: Engage) -> None:
    peer = meet(160)
    band = engage()
    band.join()
    peer.link.playing = True
    wait_until(lambda: band.of(Start))
    band.kill()
    wait_until(lambda: band.clock.hold == "lost")
    assert "no news from Link" in band.said
    band.engage()
    band.command("source", "link")
    wait_until(lambda: band.clock.hold == "steady")
    wait_until(lambda: on_the_beat(band, peer))
    assert peer.link.playing
    assert not band.of(Stop)
    assert len(band.of(Start)) == 1
