"""Note messages as notes, and notes as messages.

Strategy: a key that is struck while it sounds ends the older note there. Where each stroke has its off, the offs belong
to the strokes in their order, so that two hands, or two players, on one key get the ends that they played. Where some
offs are missing, an off ends what sounds.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

from jamd.music.channel_messages import NOTE_OFF, NOTE_ON, lifts_all_keys
from jamd.music.time.notes import Note, Tick

_LIFT: Final = -1  # in the place of a velocity: the key comes up, however often it was struck

_Line = list[tuple[Tick, int]]  # ticks and velocities of one key; 0: an off


def notes_of(messages: Iterable[tuple[Tick, bytes]], end: Tick | None = None) -> tuple[Note, ...]:
    """Note messages as notes, sorted; channels are told apart. What still sounds ends at `end` (None: at the last
    message); a note lasts at least one tick. Of two strokes of a key at one tick the last counts."""
    lines: dict[tuple[int, int], _Line] = {}  # by channel and pitch
    struck: dict[int, set[int]] = {}  # pitches, by channel, since all of its keys came up
    tick = Tick(0)
    for tick, data in messages:
        kind, channel = data[0] & 0xF0, data[0] & 0x0F
        if kind == NOTE_ON and data[2]:
            lines.setdefault((channel, data[1]), []).append((tick, data[2]))
            struck.setdefault(channel, set()).add(data[1])
        elif kind in (NOTE_ON, NOTE_OFF):
            if (channel, data[1]) in lines:
                lines[channel, data[1]].append((tick, 0))
        elif lifts_all_keys(data):
            for pitch in struck.pop(channel, ()):
                lines[channel, pitch].append((tick, _LIFT))
    last = tick if end is None else max(end, tick)
    return tuple(sorted(note for (_, pitch), line in lines.items() for note in _notes(pitch, line, last)))


def _notes(pitch: int, line: _Line, last: Tick) -> Iterator[Note]:
    """Of a line's notes those that are the last at their tick."""
    notes = list(_strokes(pitch, line, last))
    for note, following in zip(notes, [*notes[1:], None], strict=True):
        if following is None or following.start > note.start:
            yield note


def _strokes(pitch: int, line: _Line, last: Tick) -> Iterator[Note]:
    for run, is_whole in _runs([*line, (last, _LIFT)]):
        strokes = [event for event in run if event[1] > 0]
        ends = [tick for tick, velocity in run if velocity <= 0]
        for number, (start, velocity) in enumerate(strokes):
            end = ends[number if is_whole else _next_end(ends, start, is_first=not number)]
            following = strokes[number + 1][0] if number + 1 < len(strokes) else None
            end = end if following is None else min(end, following)
            yield Note(start, pitch, max(end, Tick(start + 1)), velocity)


def _runs(line: _Line) -> Iterator[tuple[_Line, bool]]:
    """A line cut where the key is up: each run begins with a stroke and ends with an off, or where all keys come up.
    And whether each of its strokes has its off."""
    run: _Line = []
    depth = 0
    for event in line:
        if run or event[1] > 0:
            run.append(event)
            depth += 1 if event[1] > 0 else -1
            if depth == 0 or event[1] == _LIFT:
                yield run, event[1] != _LIFT
                run, depth = [], 0


def _next_end(ends: list[Tick], start: Tick, *, is_first: bool) -> int:
    """Which end is a stroke's where some offs are missing. An off at the tick of a stroke is the older note's; the last
    end, where all keys come up, is everyone's."""
    return 0 if is_first else min(bisect_right(ends, start), len(ends) - 1)


def notes_to_messages(notes: Iterable[Note], channel: int) -> tuple[tuple[Tick, bytes], ...]:
    """Notes as messages on a channel (1 to 16), note-offs first at each tick."""
    status = channel - 1
    if not 0 <= status <= 15:
        raise ValueError(f"channel must be 1 to 16, not {channel}")
    timed: list[tuple[Tick, bytes]] = []
    for note in notes:
        timed.append((note.start, bytes((NOTE_ON | status, note.pitch, note.velocity))))
        timed.append((note.end, bytes((NOTE_OFF | status, note.pitch, 0))))
    return tuple(sorted(timed))  # 0x80 sorts before 0x90
