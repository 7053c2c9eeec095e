"""The band in a solo of the bass: from the chorus on, with room for it, and back again."""

from itertools import pairwise

import pytest
from music.planning.jams import BAR, BEAT, TIMELINE, Quarters, settings, started, until

from jamd.errors import CommandError
from jamd.music.charts.load import read_chart
from jamd.music.events import Command
from jamd.music.planning.arc import SOLOS
from jamd.music.planning.ensemble import SEAM
from jamd.music.planning.jam import Jam
from jamd.music.planning.scene import Scene
from jamd.music.settings import PartSettings
from jamd.music.time.notes import BAND, BandPart, Note, Tick
from jamd.players.bassist.bassist import Bassist

CHORUS = 12 * BAR


class Shown(Quarters):
    """Keeps what it was shown last of each bar."""

    def __init__(self, part: BandPart) -> None:
        super().__init__(part)
        self.bars: dict[int, Scene] = {}

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        self.bars |= dict.fromkeys(range((start + SEAM) // BAR, -(-end // BAR)), scene)
        return super().play(scene, start, end)


def band(bassist: bool = False, **changes: object) -> Jam:
    players = {part: Shown(part) for part in BAND}
    playing = {**players, **({"bass": Bassist()} if bassist else {})}
    return Jam(settings(**changes), read_chart("builtin:blues-in-f"), playing, playing)


def asked(machine: Jam, tick: int, name: str, value: object = None) -> None:
    machine.handle(Command(name, value, TIMELINE.ns_at(Tick(tick))))  # type: ignore[arg-type]


def shown(machine: Jam, part: BandPart) -> dict[int, Scene]:
    player = machine.ensemble.players[part]
    assert isinstance(player, Shown)
    return player.bars


def test_the_others_play_less_for_the_chorus_and_the_piano_goes_up() -> None:
    machine = band(intensity=0.6)
    started(machine)
    asked(machine, 5 * BAR, "bass solo")
    until(machine, 26 * BAR)
    needs = SOLOS["bass"]
    roles = [scene.role for _, scene in sorted(shown(machine, "bass").items())]
    assert roles[:26] == ["comp"] * 12 + ["solo"] * 12 + ["comp"] * 2
    for bar in range(26):
        piano, drums, inside = shown(machine, "piano")[bar], shown(machine, "drums")[bar], 12 <= bar < 24
        assert piano.room == drums.room == piano.busy == drums.busy == (needs.room if inside else 1.0)
        assert piano.register == (needs.above if inside else 0.0)
        assert piano.intensity == drums.intensity == shown(machine, "bass")[bar].intensity
        assert piano.intensity < 0.6 or not 12 <= bar < 20
    assert {shown(machine, "bass")[bar].room for bar in range(26)} == {1.0}


def test_nobody_makes_room_for_a_bass_that_does_not_play() -> None:
    parts = {part: PartSettings(enabled=part != "bass") for part in BAND}
    for changes in ({}, {"mode": "tune", "solo_order": "bass, you"}):
        machine = band(parts=parts, **changes)
        started(machine)
        if not changes:
            with pytest.raises(CommandError):
                asked(machine, 5 * BAR, "bass solo")
        until(machine, 30 * BAR)
        assert {(scene.room, scene.register) for scene in shown(machine, "piano").values()} == {(1.0, 0.0)}


def test_an_order_gives_it_a_chorus_and_the_drums_the_next() -> None:
    machine = band(mode="tune", solo_order="you, piano, bass, drums")
    started(machine)
    until(machine, 61 * BAR)
    rooms = [shown(machine, "drums")[chorus * 12 + 6].room for chorus in range(5)]
    assert rooms == [1.0, 1.0, 1.0, SOLOS["bass"].room, 1.0]
    assert [shown(machine, "bass")[chorus * 12 + 6].role for chorus in range(4)] == ["comp"] * 3 + ["solo"]
    assert 50 not in shown(machine, "bass")  # the drums are alone


def test_a_loop_holds_it_and_the_next_solo_ends_it() -> None:
    machine = band(mode="tune", solo_order="bass, you", when="bar")
    started(machine)
    until(machine, 14 * BAR)
    asked(machine, 14 * BAR, "loop", "1-4")
    until(machine, 30 * BAR)
    assert {shown(machine, "piano")[bar].room for bar in range(16, 29)} == {SOLOS["bass"].room}
    asked(machine, 30 * BAR, "next solo")
    until(machine, 33 * BAR)
    assert shown(machine, "piano")[32].room == 1.0


def test_with_back_in_the_bass_walks_again_on_the_next_bar_line() -> None:
    machine = band(bassist=True, intensity=0.6)
    started(machine)
    notes = until(machine, 11 * BAR)
    asked(machine, 11 * BAR, "bass solo")
    until(machine, 15 * BAR + BEAT, notes)
    asked(machine, 15 * BAR + BEAT, "back in")
    until(machine, 20 * BAR, notes)
    walked = [[note for note in notes["bass"] if 0 <= note.start + 60 - bar * BAR < BAR] for bar in range(20)]
    assert all(on_every_beat(walked[bar], bar) for bar in (10, 16, 17, 18))
    assert not all(on_every_beat(walked[bar], bar) for bar in (12, 13, 14))
    assert all(after.start >= before.end for before, after in pairwise(notes["bass"]))


def on_every_beat(notes: list[Note], bar: int) -> bool:
    return all(any(abs(note.start - bar * BAR - beat * BEAT) < 90 for note in notes) for beat in range(4))


def test_an_ending_inside_it_ends_it_with_the_band() -> None:
    machine = band(bassist=True, ritardando=False)
    started(machine)
    notes = until(machine, 11 * BAR)
    asked(machine, 11 * BAR, "bass solo", 2)
    until(machine, 14 * BAR, notes)
    machine.end(TIMELINE.ns_at(Tick(14 * BAR)))
    until(machine, 25 * BAR, notes)
    last = [note for note in notes["bass"] if note.start >= 24 * BAR]
    assert [(note.start, note.pitch % 12) for note in last] == [(24 * BAR, 5)]
    assert on_every_beat(notes["bass"], 23)
