"""What the drummer takes from the keyboardist: where accents can be expected, and how busy they are.

Only what lies before `scene.heard` is known. A place of the bar that was accented twice in the last four bars is
expected again: in solos an accent is 2.3 times as likely there. One that was struck three times, however softly, is
expected a little.
"""

from statistics import fmean, median
from typing import Final, NamedTuple

import numpy as np

from jamd.music.listening.onsets import onsets
from jamd.music.listening.percentile import percentile
from jamd.music.planning.scene import Scene
from jamd.music.styles import Feel
from jamd.music.time.notes import TICKS_PER_BEAT, Note
from jamd.players.arrays import Array
from jamd.players.steps import OFFBEAT, STEPS, STEPS_PER_BEAT, place_of, step_of

BARS: Final = 4
LOUDEST: Final = 80  # percentile of what was heard: from here on it is an accent
ABOVE: Final = 2  # velocities above the mean that an accent has at least
STRUCK: Final = 0.25  # how much a place is expected that was struck three times
GAP: Final = 1.5  # beats without a key
NOW: Final = 3  # beats that say how busy the keyboardist is
LATELY: Final = 8  # bars that this is measured against
SOON: Final = 1.6  # beats: what comes next can be told from what was just played
BEATS: Final = 16  # that the next beat is compared with
LOUD, ACCENT, RUNNING = 0.23, 0.23, 0.46
"""Log odds of an accent on the next off-beat, fitted to 176 Weimar solos: for each standard deviation by which the last
note was louder than others, for each accent in the last beat, and for a note on its off-beat."""


class Expected(NamedTuple):
    """What is expected of the keyboardist in the bars to come."""

    accents: Array  # (STEPS,) 0 to 1
    late: Array  # (STEPS,) ticks behind the step's place, as they play it


def _heard(scene: Scene, bars: int) -> list[Note]:
    """The loudest note of each onset in the last bars: two hands strike as one."""
    first = scene.heard - bars * scene.meter.bar
    notes = [note for note in scene.you if first <= note.start < scene.heard]
    return [max(chord, key=lambda note: note.velocity) for chord in onsets(notes)]


def expected_of(scene: Scene, feel: Feel) -> Expected | None:
    """None where nothing is expected. Soloists swing less than the ride, so their steps are read by their own swing;
    to be heard together the drummer has to go to them."""
    notes = _heard(scene, BARS)
    if len(notes) < 4:
        return None
    accent = _accent_of(notes)
    swing = _swing_of(notes) if feel == "swing" else scene.swing
    per_bar = scene.meter.beats * STEPS_PER_BEAT
    struck: dict[int, set[int]] = {}  # bars in which a step was struck
    accented: dict[int, set[int]] = {}
    late: dict[int, list[int]] = {}
    for note in notes:
        place = step_of(note.start, feel, swing)
        bar, step = divmod(place, per_bar)
        struck.setdefault(step, set()).add(bar)
        late.setdefault(step, []).append(note.start - place_of(place, feel, scene.swing))
        if note.velocity >= accent:
            accented.setdefault(step, set()).add(bar)
    expected = Expected(np.zeros(STEPS, np.float32), np.zeros(STEPS, np.float32))
    for step, bars in struck.items():
        again = len(accented.get(step, ())) >= 2
        expected.accents[step] = 1.0 if again else STRUCK if len(bars) >= 3 else 0.0
        expected.late[step] = round(median(late[step]))
    return expected


def _accent_of(notes: list[Note]) -> float:
    """The velocity from which a note is an accent; where all are alike, none is."""
    velocities = [note.velocity for note in notes]
    return max(percentile(velocities, LOUDEST), fmean(velocities) + ABOVE)


def _swing_of(notes: list[Note]) -> float:
    """The ratio of the eighths as somebody plays them; 1.5 until enough of them are known."""
    inside = [note.start % TICKS_PER_BEAT / TICKS_PER_BEAT for note in notes]
    offbeats = [place for place in inside if 0.45 < place < 0.78]
    offbeat = median(offbeats) if len(offbeats) >= 6 else 0.6
    return min(3.5, max(1.0, offbeat / (1 - offbeat)))


def activity(scene: Scene) -> float:
    """How busy the keyboardist has been in the last beats against the last bars, 0 (a gap) to 1.5; in quarters, so
    that plans stay put. 1 where nobody has played lately."""
    starts = [note.start for note in _heard(scene, LATELY)]
    if len(starts) < 8:
        return 1.0
    if max(note.end for note in scene.you) <= scene.heard - GAP * TICKS_PER_BEAT:
        return 0.0
    now = sum(start >= scene.heard - NOW * TICKS_PER_BEAT for start in starts) / NOW
    usual = len(starts) / (LATELY * scene.meter.beats)
    return min(1.5, round(4 * now / usual) / 4)


def leaning(scene: Scene, feel: Feel) -> float:
    """How likely the keyboardist's next off-beat is an accent: log odds above those of the last beats, -1 to 1, in
    quarters; 0 where too little was heard.

    Accents come in groups, out of loud notes, where the eighths run. So a drummer who comments there meets them, where
    one who waits for their places is late.
    """
    notes = _heard(scene, LATELY)
    if len(notes) < 8:
        return 0.0
    starts, velocities = (np.array(column) for column in zip(*((n.start, n.velocity) for n in notes), strict=True))
    louder = (velocities - velocities.mean()) / max(1.0, float(velocities.std()))
    accent = velocities >= _accent_of(notes)
    swing = _swing_of(notes) if feel == "swing" else scene.swing
    off = np.array([step_of(note.start, feel, swing) % STEPS_PER_BEAT == OFFBEAT[feel] for note in notes])
    beats = scene.heard - TICKS_PER_BEAT * np.arange(BEATS + 1)  # from now back
    heard = np.searchsorted(starts, beats)  # notes before each
    known = heard[:-1] > 0
    accents, running = (_in_each(beat, heard)[known] for beat in (accent, off))
    odds = LOUD * louder[heard[:-1][known] - 1] + ACCENT * accents + RUNNING * (running > 0)
    return min(1.0, max(-1.0, round(4 * float(odds[0] - np.mean(odds))) / 4))


def _in_each(notes: Array, heard: Array) -> Array:
    """(B,) how many of the marked notes (K,) lie in each of the last beats; `heard` (B + 1,) lie before its end."""
    sums = np.concatenate([[0], np.cumsum(notes)])[heard]
    return np.asarray(sums[:-1] - sums[1:])


def soon(scene: Scene, feel: Feel, bar: int) -> Array:
    """(STEPS,) of a bar: 1 where a step off the beat is among what comes next, else 0."""
    first = bar * scene.meter.beats * STEPS_PER_BEAT
    ahead = [place_of(first + step, feel, scene.swing) - scene.heard for step in range(STEPS)]
    return np.array(
        [0 <= ticks < SOON * TICKS_PER_BEAT and step % STEPS_PER_BEAT > 0 for step, ticks in enumerate(ahead)],
        np.float32,
    )
