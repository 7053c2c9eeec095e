"""The hand-written pianist: comping in Charleston rhythms with rootless voicings and voice leading, lines, solos.

A decision depends on the seed, the position in the form, what was heard of the keyboardist and what this part played
before; so planning a stretch again, from any tick, gives the same notes until one of these changes.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from jamd.music.harmony.chords import Chord
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Note, Tick
from jamd.players.rules.comping import Hit, density, hits_of_bar
from jamd.players.rules.line import play_line
from jamd.players.rules.listening import EIGHTH, busyness, register
from jamd.players.rules.solo import play_solo
from jamd.players.rules.voicing import Voicing, lead
from jamd.players.touch import PIANIST, struck_at, velocity

_SHORTEST_GAP: Final = TICKS_PER_BEAT * 3 // 4  # between two chords: a 4& replaces the 1 after it
_BREATH: Final = 40  # ticks of silence between a held chord and the next one


class RulesPianist:
    """Called by the band process alone; never blocks. Keeps nothing between calls."""

    part: BandPart = "piano"

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        if scene.role in ("line", "answer"):
            return play_line(scene, start, end)
        if scene.role == "solo":
            return play_solo(scene, start, end)
        if scene.role == "last":
            return _last_chord(scene, start, scene.meter.bar)
        if scene.role == "break":
            return _last_chord(scene, start, EIGHTH * 3 // 4)
        return tuple(sorted(_comp(scene, start, end)))


def _last_chord(scene: Scene, start: Tick, length: int) -> tuple[Note, ...]:
    """Struck with the drums: held at the end of the tune, short before a break."""
    voicing = _voiced(scene.chord_at(start), _last_voicing(scene.own), 4, [frozenset()], 0.5)
    loudness = round(50 + 40 * scene.intensity)
    return tuple(Note(start, pitch, Tick(start + length), loudness) for pitch in voicing or ())


def _comp(scene: Scene, start: Tick, end: Tick) -> Iterator[Note]:
    hits = _hits(scene, start, end)
    sounding = max((note.end for note in scene.own), default=Tick(-1))
    struck = max((note.start for note in scene.own), default=Tick(-TICKS_PER_BEAT))
    before = _last_voicing(scene.own)
    crowds = [register(scene, beats) for beats in (2 * scene.meter.beats, scene.meter.beats, 1)]
    for hit, following in pairwise([*hits, None]):
        assert hit is not None  # only the last one is
        place = struck_at(scene, PIANIST, hit.place)
        if not start <= place < end or place < sounding or place - struck < _SHORTEST_GAP:
            continue
        chord = _chord_of(scene, hit)
        voicing = _voiced(chord, before, _size(scene, hit), crowds, float(hit.rng.random()), scene.register)
        if chord is None or voicing is None:
            continue
        last = _end(scene, hit, place, chord, following)
        yield from _struck(scene, hit, voicing, place, last)
        before, struck, sounding = voicing, place, last


def _hits(scene: Scene, start: Tick, end: Tick) -> list[Hit]:
    """The hits of all bars that [start, end) touches, and of the one after, which says how long a chord may ring."""
    dense = density(scene)
    bars = range(max(0, start // scene.meter.bar), max(0, -(-end // scene.meter.bar)) + 1)
    return [hit for bar in bars for hit in hits_of_bar(scene, bar, dense)]


def _last_voicing(own: Sequence[Note]) -> Voicing | None:
    """The last chord that this part struck; single notes of a line do not count."""
    for i in range(len(own) - 1, 0, -1):
        if own[i].start == own[i - 1].start:
            return tuple(sorted(note.pitch for note in own if note.start == own[i].start))
    return None


def _chord_of(scene: Scene, hit: Hit) -> Chord | None:
    """Off the beat, a pianist anticipates the chord of the next beat: 4& belongs to the next bar."""
    return scene.chord_at(Tick(hit.place + EIGHTH) if hit.off_beat else hit.place)


def _size(scene: Scene, hit: Hit) -> int:
    """Two voices when it is quiet, up to four when it is not."""
    wanted = 2.2 + 2.0 * scene.intensity - busyness(scene) + float(hit.rng.random()) - 0.5
    return min(4, max(2, round(wanted)))


def _voiced(
    chord: Chord | None,
    before: Voicing | None,
    size: int,
    crowds: Sequence[frozenset[int]],
    whim: float,
    higher: float = 0.0,
) -> Voicing | None:
    """A voicing clear of what the keyboardist played in the last two bars; if none fits, the last bar, or beat."""
    if chord is None:
        return None
    led = (lead(chord, before, size, crowd, whim, round(higher)) for crowd in crowds)
    return next((each for each in led if each is not None), None)


def _end(scene: Scene, hit: Hit, place: Tick, chord: Chord, following: Hit | None) -> Tick:
    """Where a chord is released: short, a beat and a half, or held; never past the next hit or its own harmony."""
    held = 0.35 - 0.2 * scene.intensity
    short = 0.25 + 0.3 * scene.intensity
    draw = float(hit.rng.random())
    if draw < short:
        length = EIGHTH * 7 // 10
    elif draw < 1.0 - held:
        length = EIGHTH * 3
    else:
        length = scene.meter.bar
    last = place + length
    if following is not None:
        last = min(last, struck_at(scene, PIANIST, following.place) - _BREATH)
    for beat in range((hit.place + EIGHTH) // TICKS_PER_BEAT + 1, last // TICKS_PER_BEAT + 1):
        if scene.chord_at(Tick(beat * TICKS_PER_BEAT)) != chord:
            last = min(last, beat * TICKS_PER_BEAT)
            break
    return Tick(max(last, place + 120))


def _struck(scene: Scene, hit: Hit, voicing: Voicing, place: Tick, last: Tick) -> Iterator[Note]:
    """One chord: the top voice a little louder, off-beats accented, everything softer under a busy keyboardist."""
    loudness = 46 + 36 * scene.intensity - 6 * busyness(scene) + (3 if hit.off_beat else 0)
    for pitch in voicing:
        voice = (4 if pitch == voicing[-1] else 0) + float(hit.rng.normal(0, 2.5))
        yield Note(place, pitch, last, velocity(scene, PIANIST, hit.place, loudness + voice))
