"""The pianist's lines: bar by bar, first the rhythm, then the pitches, each the best of several versions.

A bar is a function of the line before it, whoever played that, and of the chords around it, so planning it again gives
the same bar unless the music has changed. Where it has, only what lies ahead is written anew.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import numpy as np

from jamd.music.listening.intensity import IDLE
from jamd.music.planning.scene import Role, Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.players.pianist.lines.answers import (
    CALMER,
    Fragment,
    call_of,
    centre_of,
    density_of,
    echoed,
    fragments,
    intervals_of,
    own_way,
)
from jamd.players.pianist.lines.changes import KEY_BARS, Changes
from jamd.players.pianist.lines.choice import Target, faults, likely, tones
from jamd.players.pianist.lines.line import (
    LEFT_HAND,
    LineNote,
    earlier,
    heard_line,
    line_step,
    place_in_beat,
    played,
    steps_in_bar,
)
from jamd.players.pianist.lines.pitch_codec import PAST
from jamd.players.pianist.lines.pitches import CHANCES, PitchWriter, Wanted
from jamd.players.pianist.lines.rhythm import CHANCES as RHYTHM_CHANCES
from jamd.players.pianist.lines.rhythm import MOST, UPBEAT, Rhythm, RhythmWriter, Setting
from jamd.players.pianist.lines.windows import Array
from jamd.players.steps import STEPS_PER_BEAT, place_of
from jamd.players.written_bars import WrittenBars

VERSIONS: Final = 12  # of the rhythm of a bar, and of its pitches
RECALLED: Final = 13  # bars: what a scene surely holds of the past, however far ahead it is planned
CENTRE: Final = 71.0  # usual mean pitch
REACH: Final = (-10, 19)  # semitones around it
ENTRY: Final[dict[Role, int]] = {"answer": 5, "line": 1}  # steps within which a line begins that somebody waits for
SOONER: Final = 48  # ticks that the first note may be written before the entry, and is then played at it
WANDER: Final = 4.0  # semitones: standard deviation of the register of a phrase
FURTHEST: Final = 6.0  # semitones that it wanders
PHRASE: Final = 4  # bars
CLIMB: Final = 14.0  # semitones that a solo rises with intensity
LUCK: Final = 0.5
FULLER: Final = 2.0  # nats a note, of a rhythm with more or fewer notes than the first: the likeliest are full bars
ANSWER: Final = 2.0  # nats a note, of a rhythm that was heard in the call
ECHO: Final = 0.3  # faults that an interval of the call makes up for
HANDS_OVER: Final = 3  # steps before the end of a turn in which no note begins
AT_180: Final = (3.5, 2.8)  # notes a bar of four that are asked for at 180 bpm, and what a unit of intensity adds
SLOWER: Final = -0.53  # exponent: at half the tempo people play 1.4 times as many notes a bar
UNEVEN: Final = 0.33  # standard deviation of the log of people's notes in four bars; it has no memory
MOST_UNEVEN: Final = 0.6
DENSITIES: Final = (2.0, 14.0)  # notes a bar
_NEVER: Final = 10**9  # step
_RHYTHM, _PITCH, _REGISTER = 17 << 40, 18 << 40, 16 << 40  # streams of random numbers


class Span(NamedTuple):
    """Steps of a bar: where it may be played from, where its first note was drawn, where that must come at the latest,
    and where it ends."""

    first: int
    begins: int
    latest: int
    end: int


class Lines:
    """ModelError where a network cannot be loaded."""

    def __init__(self, models: Path) -> None:
        self._rhythm, self._pitch = RhythmWriter(models), PitchWriter(models)
        self._written = WrittenBars[tuple[LineNote, ...]]()

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        """Notes of one voice that start in [start, end), sorted."""
        bar, notes = scene.meter.bar, list[Note]()
        scene = msgspec.structs.replace(scene, intensity=round(scene.intensity, 1))  # so that bars are not written anew
        for number in range(start // bar, -(-end // bar)):
            here, line = Tick(max(start, number * bar)), heard_line(scene, start, notes)
            told = msgspec.structs.replace(scene, own=(*scene.own, *notes))
            notes += [_not_before(here, played(scene, note)) for note in self._from(told, line, number, here)]
        return tuple(sorted(note for note in notes if note.start < end))

    def _from(self, scene: Scene, line: list[LineNote], number: int, start: Tick) -> tuple[LineNote, ...]:
        """The notes of a bar that begin at `start` or later, after what has been played of it."""
        first = max(number * steps_in_bar(scene), _entry(scene))
        before = [note for note in line if note.step < first]
        begun = [note for note in line if note.step >= first]
        whole = self._bar(scene, before, number, first)
        if start <= max(number * scene.meter.bar, scene.entry or 0):
            return whole
        over = [note for note in whole if played(scene, note).start < start]
        if [(n.step, n.pitch) for n in over] == [(n.step, n.pitch) for n in begun]:
            return tuple(note for note in whole if note not in over)
        now = max(line_step(start, scene.swing), line[-1].step + 1 if line else 0)
        return self._bar(scene, line, number, now)

    def _bar(self, scene: Scene, line: Sequence[LineNote], number: int, first: int) -> tuple[LineNote, ...]:
        """What is played from the step `first` to the end of its bar, behind a line."""
        setting, awaited = _setting(scene, number), _is_awaited(scene, first)
        oldest = (number - RECALLED) * steps_in_bar(scene)
        line = [note for note in line if note.step >= oldest][-PAST:]
        key = (scene.seed, number, first, tuple(line), scene.role, scene.swing, setting.bpm, setting.beats,
               setting.density, setting.temperature, setting.changes.chords, setting.changes.steps.tobytes(),
               _target(scene, number), scene.follow, scene.turn, awaited, tuple(call_of(scene)))  # fmt: skip
        return self._written.get(key, lambda: self._write(scene, line, number, first, setting))

    def _write(
        self, scene: Scene, line: Sequence[LineNote], number: int, first: int, setting: Setting
    ) -> tuple[LineNote, ...]:
        bar, silent = steps_in_bar(scene), _silent_from(scene)
        end = min((number + 1) * bar, silent)
        past = Rhythm(tuple(note.step for note in line), tuple(note.length for note in line))
        latest = min(first + ENTRY.get(scene.role, end), end) if _is_awaited(scene, first) else _NEVER
        begins = self._rhythm.following(past, first, max(latest, first), setting, _chances(scene, number)).step
        if begins >= end:
            return ()
        fragment = self._fragment(scene, past, Span(first, begins, latest, end), setting, number)
        rhythm = fragment.rhythm
        last = silent if silent <= (number + 1) * bar else _NEVER
        following = self._rhythm.following(past.before(rhythm), end, last, setting, _chances(scene, number + 1))
        rhythm = rhythm._replace(lengths=(*rhythm.lengths[:-1], min(following.length, silent - rhythm.steps[-1])))
        return self._pitched(scene, line, fragment._replace(rhythm=rhythm), following.step, setting, number)

    def _fragment(self, scene: Scene, past: Rhythm, span: Span, setting: Setting, number: int) -> Fragment:
        """The rhythm of a bar: one that the network wrote, or that of a bar of the call."""
        rng = rng_at(scene.seed, "piano", _RHYTHM + 2 * number + 1)
        chances, luck = rng.random((VERSIONS, MOST, RHYTHM_CHANCES)), rng.gumbel(size=4 * VERSIONS)
        found = self._rhythm.write(past, span.begins, span.end, setting, chances)
        call = call_of(scene) if scene.role == "answer" else []
        known = fragments(call, span.first, span.end, steps_in_bar(scene))
        taken = [fragment for fragment in known if fragment.rhythm.steps[0] <= span.latest]
        nats = self._rhythm.likelihoods(past, [fragment.rhythm for fragment in taken], setting)
        every = [
            *(Fragment(rhythm, ()) for rhythm in found),
            *(each._replace(rhythm=each.rhythm._replace(nats=nat)) for each, nat in zip(taken, nats, strict=True)),
        ]
        fuller = np.array([abs(len(rhythm.steps) - len(found[0].steps)) for rhythm in found])
        liked = np.concatenate([-FULLER * fuller, np.full(len(taken), ANSWER * 2 * scene.follow)])
        return every[likely([each.rhythm for each in every], liked, luck[: len(every)])]

    def _pitched(
        self,
        scene: Scene,
        line: Sequence[LineNote],
        fragment: Fragment,
        following: int,
        setting: Setting,
        number: int,
    ) -> tuple[LineNote, ...]:
        rhythm, target = fragment.rhythm, _target(scene, number)
        notes = len(rhythm.steps)
        rng = rng_at(scene.seed, "piano", _PITCH + number)
        chances, luck = rng.random((VERSIONS, notes, CHANCES)), rng.gumbel(size=VERSIONS)
        wanted = Wanted(
            _range(target.centre, LEFT_HAND + 1 if scene.role == "solo" else 0), intervals_of(fragment, VERSIONS)
        )
        told = line or [_thought(rhythm.steps[0], target.centre, setting.changes)]
        found = self._pitch.write(told, rhythm, following, setting, wanted, chances)
        faulty = faults(found, rhythm, line, setting.changes, setting.beats, target)
        if fragment.pitches:
            faulty -= ECHO * 2 * scene.follow * echoed(found.pitches, fragment.pitches)
        best = int(np.argmin(faulty - LUCK * luck))
        rows = zip(rhythm.steps, found.pitches[best], rhythm.lengths, found.loud[best], strict=True)
        return tuple(LineNote(step, int(pitch), length, float(loud)) for step, pitch, length, loud in rows)


def _chances(scene: Scene, number: int) -> Array:
    """(RHYTHM_CHANCES,) for the first note of a bar; the bar before knows them too."""
    return rng_at(scene.seed, "piano", _RHYTHM + 2 * number).random(RHYTHM_CHANCES)


def _is_awaited(scene: Scene, first: int) -> bool:
    """The keyboardist has stopped, or it is our turn, and this part has not come in before a step."""
    yours = scene.you if scene.turn is None else earlier(scene.you, scene.turn[0])
    own = next((note.start for note in reversed(scene.own) if line_step(note.start, scene.swing) < first), -1)
    return bool(yours) and yours[-1].start > own


def _entry(scene: Scene) -> int:
    """The first step at which a line that carries on can begin: where the keyboardist's phrase is over."""
    if scene.role != "line" or scene.entry is None:
        return 0
    step = line_step(scene.entry, scene.swing)
    return step + (place_of(step, "swing", scene.swing) < scene.entry - SOONER)


def _not_before(tick: Tick, note: Note) -> Note:
    return note if note.start >= tick else Note(tick, note.pitch, Tick(max(note.end, tick + SOONER)), note.velocity)


def _setting(scene: Scene, number: int) -> Setting:
    call, own = call_of(scene), _usual_density(scene, number)
    theirs = (density_of(call, steps_in_bar(scene)) or own) * (CALMER if scene.role == "answer" else 1.0)
    density = theirs + own_way(scene, call, number) * (own - theirs)
    density = float(np.clip(density * scene.busy, *DENSITIES))
    chords = [
        (beat * STEPS_PER_BEAT, scene.chord_at(Tick(beat * TICKS_PER_BEAT)))
        for beat in range(max(0, number - KEY_BARS) * scene.meter.beats, (number + KEY_BARS + 2) * scene.meter.beats)
    ]
    kept = [pair for i, pair in enumerate(chords) if i == 0 or pair[1] != chords[i - 1][1]]
    changes = Changes(np.array([step for step, _ in kept], np.int64), tuple(chord for _, chord in kept))
    return Setting(scene.meter.beats, round(scene.bpm), place_in_beat(scene), density, scene.temperature, changes)


def _usual_density(scene: Scene, number: int) -> float:
    """Notes a bar where nobody is answered: fewer at a fast tempo, and now more, now fewer."""
    level, rise = AT_180
    uneven = np.clip(UNEVEN * _moods(scene, number)[1], -MOST_UNEVEN, MOST_UNEVEN)
    quarters = scene.meter.beats / 4
    return (level + rise * scene.intensity) * quarters * float((scene.bpm / 180) ** SLOWER * np.exp(uneven))


def _moods(scene: Scene, number: int) -> Array:
    """(2,) standard deviations by which register and density are off the usual ones in the phrase of a bar."""
    return rng_at(scene.seed, "piano", _REGISTER + number // PHRASE).normal(size=2)


def _silent_from(scene: Scene) -> int:
    """The step from which no note begins any more: shortly before a turn ends."""
    return _NEVER if scene.turn is None else scene.turn[1] * STEPS_PER_BEAT // TICKS_PER_BEAT - HANDS_OVER


def _target(scene: Scene, number: int) -> Target:
    """What is asked of a bar. The register wanders from phrase to phrase; that of an answer is its call's, and a line
    that carries on leaves it slowly."""
    wandered = np.clip(WANDER * _moods(scene, number)[0], -FURTHEST, FURTHEST)
    own, call = CENTRE + float(wandered), call_of(scene)
    theirs = centre_of(call) or own
    centre = theirs + own_way(scene, call, number) * (own - theirs)
    rise = CLIMB * (scene.intensity - IDLE) if scene.role == "solo" else 0.0
    return Target(centre + scene.register + rise, scene.outside)


def _thought(first: int, centre: float, changes: Changes) -> LineNote:
    """What stands for the note before a line that begins: the chord tone nearest to the middle of its register."""
    tone, _ = tones(changes, np.array([first]))
    near = [pitch for pitch in range(128) if tone[0, pitch % 12] or not tone.any()]
    return LineNote(first - UPBEAT, min(near, key=lambda pitch: abs(pitch - centre)), 4.0, 0.0)


def _range(centre: float, lowest: int) -> Array:
    """(128,) never outside the register."""
    row = np.full(128, -np.inf)
    row[max(lowest, round(centre) + REACH[0]) : round(centre) + REACH[1] + 1] = 0
    return row
