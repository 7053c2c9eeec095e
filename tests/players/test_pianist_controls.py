"""Every control of the pianist acts: it is turned, its figure moves one way, and the others stay. By hand and with the
networks."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from statistics import fmean
from typing import Any, Final

import pytest
from players.rules.scenes import line, played, scene_for, straight

from jamd.music.listening.onsets import onsets
from jamd.music.planning.scene import Player, Scene
from jamd.music.time.notes import Note, Tick
from jamd.players.registry import make_player

BARS: Final = 48
PIANISTS: Final = ("rules", "pianist")
Notes = tuple[Note, ...]
Figure = Callable[[Notes, Scene], float]


# -- figures


def chords(notes: Notes, scene: Scene) -> float:
    """Onsets a bar."""
    return sum(1 for _ in onsets(notes)) / BARS


def height(notes: Notes, scene: Scene) -> float:
    return fmean(note.pitch for note in notes)


def off_beat(notes: Notes, scene: Scene) -> float:
    """Share of the onsets."""
    return fmean(straight(chord[0], scene) % 960 != 0 for chord in onsets(notes))


def loudness(notes: Notes, scene: Scene) -> float:
    return fmean(note.velocity for note in notes)


def outside(notes: Notes, scene: Scene) -> float:
    """Share of notes that are no chord tones."""
    told = [(note.pitch % 12, scene.chord_at(Tick(note.start + 80))) for note in notes]
    return fmean(pitch not in chord.chord_tones for pitch, chord in told if chord is not None)


@lru_cache(maxsize=64)
def heard(pianist: str, seed: int, **told: Any) -> tuple[Notes, Scene]:
    scene = scene_for("piano", seed=seed, **told)
    return played(player(pianist), scene, BARS), scene


@lru_cache
def player(pianist: str) -> Player:
    return make_player("piano", pianist)


def turned(pianist: str, figure: Figure, name: str, values: Sequence[float], **fields: Any) -> list[float]:
    """The mean of three seeds at each value."""

    def mean(value: float) -> float:
        return fmean(figure(*heard(pianist, seed, **{name: value}, **fields)) for seed in (1, 2, 3))

    return [mean(value) for value in values]


def rises(figures: Sequence[float]) -> bool:
    return all(a < b for a, b in pairwise(figures))


def stays(figures: Sequence[float], within: float) -> bool:
    return max(figures) - min(figures) <= within * abs(fmean(figures))


every_pianist = pytest.mark.parametrize("pianist", PIANISTS)
every_role = pytest.mark.parametrize("role", ["comp", "line"])


# -- controls


@every_pianist
def test_intensity(pianist: str) -> None:
    values = (0.1, 0.45, 0.9)
    assert rises(turned(pianist, chords, "intensity", values))
    assert rises(turned(pianist, loudness, "intensity", values))
    assert stays(turned(pianist, height, "intensity", values), 0.05)


@every_pianist
@every_role
def test_busy(pianist: str, role: str) -> None:
    values = (0.2, 1.0, 2.0)
    assert rises(turned(pianist, chords, "busy", values, role=role))
    within = 0.03 if pianist == "rules" else 0.06  # the fewer its notes, the higher a line of the networks
    assert stays(turned(pianist, loudness, "busy", values, role=role), within)
    assert stays(turned(pianist, height, "busy", values, role=role), within)


@every_pianist
@every_role
def test_register(pianist: str, role: str) -> None:
    values = (-12, 0, 12)
    heights = turned(pianist, height, "register", values, role=role)
    assert all(6 <= b - a <= 15 for a, b in pairwise(heights))
    assert stays(turned(pianist, chords, "register", values, role=role), 0.05)


@every_pianist
def test_restless(pianist: str) -> None:
    values = (0.0, 0.5, 1.0)
    shares = turned(pianist, off_beat, "restless", values)
    assert rises(shares)
    assert shares[-1] - shares[0] > 0.3
    assert stays(turned(pianist, chords, "restless", values), 0.15)
    assert stays(turned(pianist, loudness, "restless", values), 0.05)
    assert stays(turned(pianist, height, "restless", values), 0.03)


@every_pianist
def test_outside(pianist: str) -> None:
    values = (0.0, 1.0, 2.0)
    shares = turned(pianist, outside, "outside", values, role="line")
    assert rises(shares)
    assert shares[-1] - shares[0] > 0.1
    assert stays(turned(pianist, chords, "outside", values, role="line"), 0.05)


@every_pianist
def test_follow(pianist: str) -> None:
    """How many chords a bar a busy keyboardist takes from the pianist, against silence; from the networks, which leave
    room in a rest too, against whole notes."""
    sparse = () if pianist == "rules" else line(-2, BARS + 2, every=3840)
    eighths = line(-2, BARS + 2, every=480)

    def given_way(follow: float) -> float:
        few, busy = (turned(pianist, chords, "follow", [follow], you=you)[0] for you in (sparse, eighths))
        return few - busy

    ways = [given_way(follow) for follow in (0.0, 0.5, 1.0)]
    assert abs(ways[0]) < 0.1
    assert rises(ways[:2])
    assert ways[2] >= ways[1]
