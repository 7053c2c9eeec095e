"""A queue that has started, plans for it, and what is due."""

from jamd.music.channel_messages import is_note_off, is_note_on
from jamd.music.events import Plan
from jamd.music.sequencing.cue import Cue
from jamd.music.sequencing.sequencer import Sequencer
from jamd.music.time.notes import Meter, Nanos, Note, Tick
from jamd.music.time.timeline import Timeline

BAR = 3840
MS = 1_000_000
CHANNELS = {"drums": 10, "bass": 2, "piano": 1}


def note(start: int, pitch: int = 60, length: int = 240, velocity: int = 80) -> Note:
    return Note(Tick(start), pitch, Tick(start + length), velocity)


Notes = tuple[Note, ...]


def plan(start: int, end: int, drums: Notes = (), piano: Notes = (), bass: Notes = ()) -> Plan:
    return Plan(Tick(start), Tick(end), {"drums": drums, "bass": bass, "piano": piano})


def started(at: int = 0, max_late_ms: int = 25) -> Sequencer:
    sequencer = Sequencer(Meter(4), CHANNELS, Nanos(max_late_ms * MS))
    sequencer.start(Timeline.at_bpm(120, Nanos(0), Tick(0)), Tick(at))
    return sequencer


def at(sequencer: Sequencer, tick: int) -> list[Cue]:
    """What is due at the instant of a tick."""
    assert sequencer.timeline is not None
    return sequencer.due(sequencer.timeline.ns_at(Tick(tick)))


def ons(cues: list[Cue], part: str = "piano") -> list[tuple[int, int]]:
    return [(c.tick, c.data[1]) for c in cues if c.part == part and c.data and is_note_on(c.data)]


def offs(cues: list[Cue], part: str = "piano") -> list[tuple[int, int]]:
    return [(c.tick, c.data[1]) for c in cues if c.part == part and c.data and is_note_off(c.data)]
