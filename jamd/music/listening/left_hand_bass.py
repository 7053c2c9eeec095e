"""Whether the keyboardist plays the bass: a left hand that walks, strides, repeats a figure or holds pedal notes.

It is judged beat by beat, each from what was played up to it, so that hearing more changes nothing that was said of the
beats before. A low chord, an octave now and then, or a melody that runs down is no bass line.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from jamd.music.listening.onsets import ONE_ONSET, onsets
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick

TOP: Final = 50  # the highest note with which a bass line begins
_HIGHER: Final = 55  # and that it goes up to
_DEEP: Final = 47  # mean of the notes with which it begins
_ALONE: Final = 44  # and of those that nothing sounds above
_TENOR: Final = 62  # up to here a line is one if it lasts, and the other hand is over it
_OCTAVE: Final = 12
_PEDAL: Final = 43
_FADED: Final = 4 * TICKS_PER_BEAT  # a pedal note is heard for so long
_PEDALS: Final = 2
_CLOSE: Final = 9  # semitones: what is struck with a low note and lies no further above it makes a chord of it
_CHORD: Final = (52, 67)  # where a striding hand has its chords
_EARLY: Final = TICKS_PER_BEAT // 4  # what comes so little before a beat belongs to it
_WALKED: Final = 3, 4  # so many of so many beats, on the beat
_FAST: Final = 6  # notes in these: with more it is a run
_SHARED: Final = 0.3  # of the notes, that sound under the other hand
_COVERED: Final = 0.5  # of the beats of a high line
_NEAR: Final = 12  # notes before and after a low one that may sound with it
_TRUSTED_BARS: Final = 8  # a line goes on for so long without being clear again
_MEMORY_BARS: Final = 12


class LeftHandBass(NamedTuple):
    """The keyboardist's bass line."""

    clear: Tick  # the end of the last beat at which it was clear
    latest: Tick  # the end of its last beat
    until: Tick  # if nothing more is heard of it, the band's bassist plays again from this bar line on


class _Beat(NamedTuple):
    """What begins in one beat, and what sounds through it."""

    low: tuple[int, ...] = ()  # low notes that were struck alone; with their octaves each is one
    on: bool = False  # one of them is on the beat
    under: int = 0  # of them, how many sound under the other hand
    higher: bool = False  # a single note was struck that a line may go up to
    line: bool = False  # a single note is on the beat, low or in the tenor, with nothing close above it
    covered: bool = False  # a note down there sounds under the other hand
    crowd: int = 0  # low chords
    chord: bool = False  # a chord in the middle of the keyboard
    above: bool = False  # anything over the low notes
    held: bool = False  # a pedal note sounds through it


@lru_cache(maxsize=8)
def left_hand_bass(you: tuple[Note, ...], heard: Tick, meter: Meter) -> LeftHandBass | None:
    """From the keyboardist's sorted notes, of which all before `heard` are known; bar lines are at multiples of the
    bar. None: the bass is left to the band."""
    lately = you[bisect_left(you, heard - _MEMORY_BARS * meter.bar, key=_start) :]
    if all(note.pitch > _TENOR or note.start < heard - 4 * meter.bar for note in lately):
        return None
    beats = _beats(lately)
    bass: LeftHandBass | None = None
    for beat in range(min(beats), (heard + _EARLY - ONE_ONSET) // TICKS_PER_BEAT):
        end = Tick((beat + 1) * TICKS_PER_BEAT)
        if _is_clear(beats, beat, meter):
            bass = LeftHandBass(end, end, _comes_back(end, meter))
        elif bass is not None and end - bass.clear < _TRUSTED_BARS * meter.bar and _goes_on(beats, beat, meter):
            bass = LeftHandBass(bass.clear, end, _comes_back(end, meter))
        elif bass is not None and end >= bass.until:
            bass = None
    return bass


def _start(note: Note) -> Tick:
    return note.start


def _comes_back(latest: Tick, meter: Meter) -> Tick:
    """The first bar line of a pair of bars, one to three bars after the last beat of a bass line."""
    pair = 2 * meter.bar
    return Tick(-(-(latest + meter.bar) // pair) * pair)


# -- what is in each beat


def _beats(you: Sequence[Note]) -> dict[int, _Beat]:
    found: dict[int, _Beat] = {}
    for struck in onsets(you):
        beat, inside = divmod(struck[0].start + _EARLY, TICKS_PER_BEAT)
        is_on = abs(inside - _EARLY) <= ONE_ONSET
        before = found.get(beat - 1, _NOTHING)
        found[beat] = _with(found.get(beat, _NOTHING), [note.pitch for note in struck], is_on, before)
    for i, note in enumerate(you):
        if note.pitch <= _TENOR and _is_under(note, you[max(0, i - _NEAR) : i + _NEAR]):
            known = found.get(_beat_of(note), _NOTHING)
            found[_beat_of(note)] = known._replace(under=known.under + (note.pitch <= TOP), covered=True)
        if note.pitch <= _PEDAL:
            end = min(note.end, note.start + _FADED)
            for beat in range(_beat_of(note), (end + _EARLY) // TICKS_PER_BEAT):
                found[beat] = found.get(beat, _NOTHING)._replace(held=True)
    return found


def _beat_of(note: Note) -> int:
    return (note.start + _EARLY) // TICKS_PER_BEAT


def _with(beat: _Beat, pitches: list[int], is_on: bool, before: _Beat) -> _Beat:
    """With what was struck together in it."""
    lowest = min(pitches)
    is_single = not any(0 < pitch - lowest <= _CLOSE for pitch in pitches)
    if is_single and lowest - _OCTAVE in (*beat.low, *before.low):
        lowest -= _OCTAVE
    if is_on and is_single and lowest <= _TENOR:
        beat = beat._replace(line=True)
    if lowest > TOP:
        is_chord = sum(_CHORD[0] <= pitch <= _CHORD[1] for pitch in pitches) >= 2
        is_higher = lowest <= _HIGHER and not is_chord
        return beat._replace(
            chord=beat.chord or is_chord, above=not is_higher or beat.above, higher=beat.higher or is_higher
        )
    above = beat.above or max(pitches) > lowest + _OCTAVE
    if not is_single:
        return beat._replace(crowd=beat.crowd + 1, above=above)
    low = [pitch for pitch in beat.low if pitch not in (lowest, lowest + _OCTAVE)]
    return beat._replace(low=(*low, lowest), on=beat.on or is_on, above=above)


def _is_under(low: Note, near: Sequence[Note]) -> bool:
    """Whether something sounds together with a low note that another hand must play."""
    return any(
        note.pitch > low.pitch + _CLOSE and min(low.end, note.end) - max(low.start, note.start) > ONE_ONSET
        for note in near
    )


# -- whether the last beats have a bass line


def _is_clear(beats: dict[int, _Beat], beat: int, meter: Meter) -> bool:
    lately = _up_to(beats, beat, 2 * meter.beats)
    if _walks_high(lately):
        return True
    if not lately[-1].low and not lately[-1].held:
        return False
    few = lately[-_WALKED[1] :]
    return (
        (_walks(few) and (_is_under_a_hand(few) or _is_alone(few)))
        or _strides(few)
        or (_is_figure(lately, meter) and _is_under_a_hand(lately))
        or _is_pedal(lately)
    )


def _up_to(beats: dict[int, _Beat], beat: int, count: int) -> list[_Beat]:
    return [beats.get(each, _NOTHING) for each in range(beat - count + 1, beat + 1)]


def _low(beats: Sequence[_Beat]) -> list[int]:
    return [pitch for beat in beats for pitch in beat.low]


def _is_deep(low: Sequence[int], mean: int = _DEEP) -> bool:
    return sum(low) <= mean * len(low)


def _is_under_a_hand(beats: Sequence[_Beat]) -> bool:
    """A melody that goes down has nothing over it."""
    return sum(beat.under for beat in beats) >= max(1.0, _SHARED * len(_low(beats)))


def _walks(beats: Sequence[_Beat]) -> bool:
    low, on = _low(beats), sum(beat.on for beat in beats)
    return on >= _WALKED[0] and not any(beat.crowd for beat in beats) and len(low) <= _FAST and _is_deep(low)


def _walks_high(beats: Sequence[_Beat]) -> bool:
    """For two bars, one note on each beat but one, which the other hand leaves alone."""
    walked, covered = sum(beat.line for beat in beats), sum(beat.covered for beat in beats)
    return beats[-1].line and walked >= len(beats) - 1 and covered >= _COVERED * len(beats)


def _is_alone(beats: Sequence[_Beat]) -> bool:
    """The other hand rests, and this one is where no melody would be, nor runs down to."""
    low, comes_down = _low(beats), any(beat.above or beat.higher for beat in beats)
    return not comes_down and len(low) <= len(beats) + 1 and _is_deep(low, _ALONE)


def _strides(beats: Sequence[_Beat]) -> bool:
    """Bass, chord, bass; in three, bass, chord, chord, bass."""
    wide = next((gap for gap in (2, 3) if beats[-1 - gap].on), 0)
    between = beats[len(beats) - wide : -1] if wide else []
    low = [*beats[-1 - wide].low, *beats[-1].low]
    return bool(between) and beats[-1].on and all(b.chord and not b.low for b in between) and _is_deep(low)


def _is_figure(beats: Sequence[_Beat], meter: Meter) -> bool:
    """Something low in each half of two bars, on the beat."""
    half = meter.beats // 2
    bars = beats[: meter.beats], beats[meter.beats :]
    halves = (part for bar in bars for part in (bar[:half], bar[half:]))
    return all(any(b.on for b in each) for each in halves) and not any(b.crowd for b in beats) and _is_deep(_low(beats))


def _is_pedal(beats: Sequence[_Beat]) -> bool:
    """Low notes, more than one, that sound through two bars under something else."""
    struck, above = sum(beat.held and beat.on for beat in beats), sum(beat.above for beat in beats)
    return struck >= _PEDALS and all(beat.held for beat in beats) and 2 * above >= len(beats)


def _goes_on(beats: dict[int, _Beat], beat: int, meter: Meter) -> bool:
    """Half of the last bar has a bass, which is no chords; and in two bars there is more than a melody."""
    lately = _up_to(beats, beat, 2 * meter.beats)
    bar = lately[meter.beats :]
    struck = sum(_is_struck(each) for each in bar)
    sounds = sum(_is_struck(each) or each.held for each in bar)
    is_melody = not any(each.under or each.covered or each.chord for each in lately) and any(each.above for each in bar)
    is_bass = struck >= sum(each.crowd for each in bar) and any(each.on or (each.line and each.covered) for each in bar)
    return sounds >= meter.beats // 2 and is_bass and not is_melody


def _is_struck(beat: _Beat) -> bool:
    return bool(beat.low) or beat.higher or (beat.line and beat.covered)


_NOTHING: Final = _Beat()
