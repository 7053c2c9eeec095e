"""What the faults of a jam cost: for each of them, and as the table of docs/reliability.md."""

import re
import signal
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from live.faults import End, Fault
from live.take_loss import Stamped, holes, lost_s

from jamd.music.channel_messages import is_note_off, is_note_on
from jamd.music.events import Event, Heard, Played

BEAT: Final = 0.3  # seconds
KEYS_CHANNEL: Final = 4  # of the keyboardist

_BAR_BEATS: Final = 4.0
_WIRE_BEATS: Final = 5.5  # without realtime JACK's own client timeout comes on top
_START_BEATS: Final = 3.0  # on a machine that is busy
_ENDS_S: Final = 5.5
_ORPHANS_END_S: Final = 8.5
_STUCK_S: Final = 8.0  # nobody holds a note for so long here
_BEND: Final = 0xE0
_BACK_S: Final = 2.0  # a new wire has its cables, and has said its offs
_TRIVIAL_S: Final = (
    0.3  # a wire that stood still for less does not notice; one that is killed takes its last turn along
)
_WORTH: Final = (
    " ended",
    " hung",
    "was killed",
    "s lost",
    "are lost",
    "are missing",
    "next start",
    "a bug",
)  # in the table
_TAPE_SAYS: Final = ("are lost", "are missing")
_KEYS_SAY: Final = (*_TAPE_SAYS, "is lost", "wire ended", "wire has hung")


class Struck(NamedTuple):
    """A fault, when it began, and how many characters had been said by then."""

    fault: Fault | End
    at: float
    said: int


class Jam(NamedTuple):
    """All that is known of a jam that is over. `jack`: r or R."""

    jack: str
    struck: Sequence[Struck]
    heard: Sequence[Stamped]  # by the listener
    played: Sequence[Stamped]  # by the keyboardist
    taped: Sequence[Event]
    said: str
    hanging: int  # notes, when all had left
    ended_s: float  # from the signal to stop until every process was gone
    memory: dict[str, list[tuple[float, float]]]  # of each process: second, resident MB


class Row(NamedTuple):
    """What one fault cost."""

    jack: str
    fault: Fault | End
    gap_beats: float
    hanging: int
    lost_tape_s: float
    lost_keys_s: float
    ended_s: float
    said: tuple[str, ...]
    said_later: tuple[str, ...]  # what the take lacks may be known at the end

    @property
    def unsaid_s(self) -> float:
        """Seconds that are neither on the tape nor mentioned. Without realtime JACK itself loses keys that are pressed
        while a client is late: what `nothing` costs says how many.
        """
        tape = 0.0 if self._says(_TAPE_SAYS, *self.said_later) else self.lost_tape_s
        keys = 0.0 if self._says(_KEYS_SAY) or self.jack == "r" else self.lost_keys_s
        return max(tape, keys)

    def _says(self, words: Iterable[str], *later: str) -> bool:
        return any(word in sentence for sentence in (*self.said, *later) for word in words)

    @property
    def _allowed_beats(self) -> float:
        """A bar, and the time for which something was stopped. If two die at once no spare wire may be there: Python
        starts anew.
        """
        fault = self.fault.fault if isinstance(self.fault, End) else self.fault
        bar = _WIRE_BEATS if fault.hits("wire") and self.jack == "r" else _BAR_BEATS
        again = fault.hits("wire") and sum(blow.kills for blow in fault.blows) > 1
        return bar + again * _START_BEATS + fault.lasts_s / BEAT

    @property
    def _allowed_s(self) -> float:
        """To end. Without a supervisor the system ends what hangs."""
        return _ORPHANS_END_S if isinstance(self.fault, End) and self.fault.signal == signal.SIGKILL else _ENDS_S

    def broken(self, late_s: float = 0.0) -> list[str]:
        """The promises that were. On a machine that is busy all may take so much longer."""
        broken = {
            f"{self.hanging} notes hang": self.hanging > 0,
            f"{self.unsaid_s:.2f} s lost unsaid": self.unsaid_s > _TRIVIAL_S,
            f"{self.gap_beats:.1f} beats without drums": self.gap_beats > self._allowed_beats + late_s / BEAT,
            f"the end took {self.ended_s:.1f} s": self.ended_s > self._allowed_s + late_s,
            "a bug": self._says(["a bug"]),
        }
        return [sentence for sentence, is_so in broken.items() if is_so]

    def __str__(self) -> str:
        figures = f"{self.gap_beats:.1f} beats, lost {self.lost_keys_s:.2f} s of keys, {self.lost_tape_s:.2f} s of tape"
        end = f", end {self.ended_s:.1f} s" if self.ended_s else ""
        return f"-{self.jack} {self.fault}: {figures}{end} {'; '.join(self.broken()).upper()}"


def rows(jam: Jam) -> list[Row]:
    """One for each fault; what happened until the next one is its own."""
    keys = [(event.ns / 1e9, event.data) for event in jam.taped if isinstance(event, Heard)]
    sounds = [(event.ns / 1e9, event.data) for event in jam.taped if isinstance(event, Played)]
    ends_at = jam.struck[-1].at
    notes = [one for one in jam.played if one[0] < ends_at and one[1][0] < _BEND]
    key_holes = holes(notes, keys, sent=True)
    sound_holes = holes([one for one in jam.heard if is_note_on(one[1])], sounds)
    drums = [at for at, data in jam.heard if is_note_on(data) and data[0] & 0x0F == 9]
    stuck = stuck_notes(jam.heard)
    found = []
    after_all = Struck(Fault(()), jam.heard[-1][0] + 1, len(jam.said))
    for now, after in pairwise([*jam.struck, after_all]):
        is_end = isinstance(now.fault, End)
        hanging = [note for note in stuck if _hangs(note, now, after.at, sounds, keys)]
        found.append(
            Row(
                jam.jack,
                now.fault,
                gap_beats=0.0 if is_end else longest_gap(drums, now.at, after.at) / BEAT,
                hanging=jam.hanging if is_end else len(hanging),
                lost_tape_s=lost_s(sound_holes, now.at, after.at),
                lost_keys_s=lost_s(key_holes, now.at, after.at),
                ended_s=jam.ended_s if is_end else 0.0,
                said=sentences(jam.said[now.said : after.said]),
                said_later=sentences(jam.said[after.said :]),
            )
        )
    return found


def longest_gap(onsets: Sequence[float], start: float, end: float) -> float:
    """Seconds without an onset between two instants."""
    return max(b - a for a, b in pairwise([start, *(at for at in onsets if start < at < end), end]))


class Stuck(NamedTuple):
    """A note that sounded for too long."""

    at: float
    seconds: float
    note_on: bytes


def stuck_notes(heard: Sequence[Stamped]) -> list[Stuck]:
    """Those that ended at last."""
    sounding: dict[bytes, Stamped] = {}
    found = []
    for at, data in heard:
        if not (is_note_on(data) or is_note_off(data)):
            continue
        key = bytes((data[0] & 0x0F, data[1]))
        if key in sounding and at - sounding[key][0] > _STUCK_S:
            found.append(Stuck(sounding[key][0], at - sounding[key][0], sounding[key][1]))
        sounding.pop(key, None)
        if is_note_on(data):
            sounding[key] = at, data
    return found


def _hangs(note: Stuck, now: Struck, until: float, sounds: Sequence[Stamped], keys: Sequence[Stamped]) -> bool:
    """Whether jamd let it hang when this fault was the last one. While something is stopped a note may last. Without
    realtime JACK loses what a late client should have had: unless wire died then, a note-off that is on the tape was
    sent, and one of the keyboardist's that is not there never came.
    """
    fault = now.fault.fault if isinstance(now.fault, End) else now.fault
    if not now.at <= note.at + _STUCK_S < until or note.seconds < _STUCK_S + fault.lasts_s:
        return False
    if fault.hits("wire") and note.at < now.at + fault.lasts_s + _BACK_S:
        return True
    is_thru = (note.note_on[0] & 0x0F) + 1 == KEYS_CHANNEL
    return not _is_ended(note, sounds) and (not is_thru or _is_ended(note, keys))


def _is_ended(note: Stuck, taped: Sequence[Stamped]) -> bool:
    return any(
        note.at < off < note.at + _STUCK_S
        and is_note_off(data)
        and (data[0] ^ note.note_on[0]) & 0x0F == 0
        and data[1] == note.note_on[1]
        for off, data in taped
    )


def sentences(text: str) -> tuple[str, ...]:
    return tuple(line.removeprefix("jamd: ") for line in text.splitlines() if line.strip())


def table(found: Sequence[Row]) -> str:
    """As in docs/reliability.md. Of each figure the largest, of what is said the most frequent."""
    kinds: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        kinds[row.fault.kind].append(row)
    heads = ("fault", "tries", "hanging", "gap -r", "gap -R", "keys lost", "take lost", "unsaid", "what is said")
    lines = [heads, ("---",) * len(heads)]
    for kind, same in sorted(kinds.items()):
        worth = (text for row in same for text in row.said if any(word in text for word in _WORTH))
        said = Counter(re.sub(r"[0-9][0-9._-]*", "N", text) for text in worth)
        figures = (
            *(max((row.gap_beats for row in same if row.jack == jack), default=0.0) for jack in "rR"),
            *(max(getattr(row, name) for row in same) for name in ("lost_keys_s", "lost_tape_s", "unsaid_s")),
        )
        lines.append(
            (
                kind,
                str(len(same)),
                str(sum(row.hanging for row in same)),
                *(f"{figure:.1f}" if figure else "-" for figure in figures),
                "; ".join(text for text, _ in said.most_common(3)),
            )
        )
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def memory_table(jam: Jam) -> str:
    """Resident memory of each process, of whatever age it was."""
    lines = ["| process | after a minute, MB | at the end | at most |", "|---|---|---|---|"]
    for name, seen in jam.memory.items():
        settled = [size for at, size in seen if at >= min(60.0, seen[-1][0])]
        lines.append(f"| {name} | {settled[0]:.1f} | {settled[-1]:.1f} | {max(settled):.1f} |")
    return "\n".join(lines)
