"""A MusicXML lead sheet as a `Sheet`.

Strategy: every measure is read into a draft; then the drafts are made to follow the rules of a sheet. A bar that is
split by a repeat sign becomes one measure again, signs that say "again" become chords, and coda signs become To Coda
and Coda. Melodies are stepped over.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from jamd.errors import ChartError
from jamd.music.charts.musicxml.harmony import whole
from jamd.music.charts.musicxml.key_signature import key_of
from jamd.music.charts.musicxml.measures import Draft, amount, read_parts, usual_time
from jamd.music.charts.musicxml.score import measures_of, read_score
from jamd.music.charts.sheet import MOST_MEASURES, Measure, Sheet, TimeSignature, WrittenChord
from jamd.music.time.notes import Tick

_QUARTERS: Final = {"whole": 4.0, "half": 2.0, "quarter": 1.0, "eighth": 0.5, "16th": 0.25}
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_TEMPI: Final = (20.0, 400.0)
_LONGEST_TEXT: Final = 200


def read_musicxml(data: bytes) -> Sheet:
    """The lead sheet in a `.musicxml`, `.xml` or `.mxl` file, told by its content; ChartError, one sentence."""
    score = read_score(data)
    parts = list(measures_of(score))
    most = max((len(part) for part in parts), default=0)
    if not 1 <= most <= MOST_MEASURES:
        raise ChartError(f"a chart has 1 to {MOST_MEASURES} bars, this score has {most}")
    drafts = read_parts(parts)
    _fill_times(drafts)
    pickup = _pickup(drafts)
    drafts = _whole_bars(drafts, pickup)
    _repeat_chords(drafts)
    _settle_codas(drafts)
    return Sheet(
        tuple(_measures(drafts)),
        title=_text(score, "work/work-title") or _text(score, "movement-title") or _credited(score, "title"),
        composer=_text(score, "identification/creator[@type='composer']") or _credited(score, "composer"),
        style=_style(score, drafts[:2]),
        key=_key(score),
        bpm=_tempo(score),
        pickup=pickup,
    )


def _fill_times(drafts: Sequence[Draft]) -> None:
    if drafts[0].time is None:
        drafts[0].time = usual_time(drafts)


def _pickup(drafts: Sequence[Draft]) -> Tick:
    first = drafts[0]
    assert first.time is not None  # just filled
    return first.length if len(drafts) > 1 and 0 < first.length < first.time.measure else Tick(0)


def _whole_bars(drafts: Sequence[Draft], pickup: Tick) -> list[Draft]:
    """Joins two measures in a row that are one bar together: a bar that a repeat or a line's end splits."""
    joined: list[Draft] = []
    time = TimeSignature()
    for number, draft in enumerate(drafts):
        time = draft.time or time
        before = joined[-1] if number > (1 if pickup else 0) else None
        if before and draft.time is None and before.length and before.length + draft.length == time.measure:
            _join(before, draft, drafts[number + 1] if number + 1 < len(drafts) else None)
        else:
            joined.append(draft)
    return joined


def _join(first: Draft, second: Draft, following: Draft | None) -> None:
    """Adds the second half of a bar to its first; signs between the halves move to the bar line behind."""
    first.chords |= {Tick(first.length + at): chord for at, chord in second.chords.items()}
    first.length = Tick(first.length + second.length)
    first.closes_repeat = first.closes_repeat or second.closes_repeat
    first.fine, first.to_coda = first.fine or second.fine, first.to_coda or second.to_coda
    first.jump, first.double_bar = first.jump or second.jump, first.double_bar or second.double_bar
    if following is not None:
        following.opens_repeat |= second.opens_repeat
        following.segno, following.coda = following.segno or second.segno, following.coda or second.coda
        following.ending = following.ending or second.ending
        following.section = following.section if following.section is not None else second.section


def _repeat_chords(drafts: Sequence[Draft]) -> None:
    """Writes out the signs for "the last measure again", of one measure or of several."""
    back = 0
    for number, draft in enumerate(drafts):
        back = max(0, draft.repeats_measures) if draft.repeats_measures else back
        if 0 < back <= number and not draft.chords:
            draft.chords = dict(drafts[number - back].chords)


def _settle_codas(drafts: Sequence[Draft]) -> None:
    """Coda signs at the start of a measure: the last is the coda; one before it says where to leave for it."""
    for number, draft in enumerate(drafts):
        later = any(each.coda for each in drafts[number + 1 :])
        if draft.coda and later and not any(each.to_coda for each in drafts[:number]):
            draft.to_coda, draft.coda = True, False


def _measures(drafts: Sequence[Draft]) -> Iterator[Measure]:
    time = None
    for number, draft in enumerate(drafts):
        time, named = draft.time or time, draft.time
        assert time is not None  # the first draft has one
        follows_double_bar = number > 0 and drafts[number - 1].double_bar
        yield Measure(
            chords=tuple(WrittenChord(at, chord) for at, chord in sorted(draft.chords.items()) if at < time.measure),
            time=named,
            section="" if draft.section is None and follows_double_bar else draft.section,
            opens_repeat=draft.opens_repeat,
            ending=draft.ending,
            segno=draft.segno,
            coda=draft.coda,
            closes_repeat=draft.closes_repeat,
            to_coda=draft.to_coda,
            fine=draft.fine,
            jump=draft.jump,
        )


def _text(score: Element, path: str) -> str:
    return " ".join((score.findtext(path) or "").split())[:_LONGEST_TEXT]


def _credited(score: Element, kind: str) -> str:
    """A text of the first page that is marked as the title or the composer."""
    for credit in score.findall("credit"):
        if (credit.findtext("credit-type") or "").strip() == kind:
            return _text(credit, "credit-words")
    return ""


def _style(score: Element, first: Sequence[Draft]) -> str:
    """What the sheet says of the feel: the swing that the program plays, or the first words over the music."""
    words = [_text(score, ".//swing/swing-style")] + [text for draft in first for text in draft.words]
    return next((text[:_LONGEST_TEXT] for text in words if any(letter.isalpha() for letter in text)), "")


def _key(score: Element) -> str:
    signs = score.findtext(".//key/fifths")
    mode = (score.findtext(".//key/mode") or "").strip()
    return "" if signs is None else key_of(whole(signs), mode)


def _tempo(score: Element) -> float | None:
    """Quarter notes a minute: what the program plays, or else the first metronome mark."""
    for sound in score.iter("sound"):
        if _TEMPI[0] <= amount(sound.get("tempo")) <= _TEMPI[1]:
            return amount(sound.get("tempo"))
    for mark in score.iter("metronome"):
        unit = _QUARTERS.get((mark.findtext("beat-unit") or "").strip(), 0.0)
        found = _NUMBER.search((mark.findtext("per-minute") or "")[:40])
        bpm = unit * (1.5 if mark.find("beat-unit-dot") is not None else 1.0) * float(found[0] if found else 0)
        if _TEMPI[0] <= bpm <= _TEMPI[1]:
            return round(bpm, 2)
    return None
