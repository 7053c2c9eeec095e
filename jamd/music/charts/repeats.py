"""Repeats and endings: which measures are played again, and how often.

A repeat runs from |: to :|, or to the :| of its last ending. A :| without |: goes back to where the repeat before it
was over, or to the first measure. Where a sheet contradicts itself (a |: inside a repeat or without :|, an ending
without a repeat) the sign is passed over, so that every sheet can be played.
"""

from collections.abc import Iterator, Sequence

import msgspec

from jamd.music.charts.sheet import Measure


class Repeat(msgspec.Struct, frozen=True):
    """Measures from `first` to the last of `closes`, played `times` times."""

    first: int
    closes: tuple[int, ...]  # measures with :|, in order
    times: int
    endings: tuple[tuple[int, frozenset[int]], ...] = ()  # the measure at which each bracket starts, and its numbers

    def ending_of(self, time: int, measure: int) -> int:
        """The bracket that is played the given time (from 1), if one starts at `measure` or later; else where the
        repeat is over, which is at the last bracket if that has no :|."""
        ahead = [(start, numbers) for start, numbers in self.endings if start >= measure]
        over = max(self.closes[-1] + 1, self.endings[-1][0])
        return next((start for start, numbers in ahead if time in numbers), over)


def find_repeats(measures: Sequence[Measure]) -> list[Repeat]:
    """The repeats of a sheet, in order; none lies inside another."""
    return list(_repeats(measures))


def _repeats(measures: Sequence[Measure]) -> Iterator[Repeat]:
    first = number = 0
    while number < len(measures):
        if measures[number].opens_repeat:
            first = number
        if measures[number].closes_repeat:
            repeat = _repeat(measures, first, number)
            yield repeat
            first = number = repeat.closes[-1]
            first += 1
        number += 1


def _repeat(measures: Sequence[Measure], first: int, close: int) -> Repeat:
    """The repeat whose first :| ends measure `close`."""
    brackets = [number for number in range(first, close + 1) if measures[number].ending]
    closes = [close]
    while brackets and _is_further_ending(measures, closes[-1] + 1):
        brackets.append(closes[-1] + 1)
        further = _close_of(measures, brackets[-1])
        if further is None:
            break
        closes.append(further)
    endings = tuple((number, frozenset(measures[number].ending)) for number in brackets)
    times = max(measures[number].closes_repeat for number in closes)
    return Repeat(first, tuple(closes), max(times, *(max(numbers) for _, numbers in endings), 0), endings)


def _is_further_ending(measures: Sequence[Measure], number: int) -> bool:
    return number < len(measures) and bool(measures[number].ending) and 1 not in measures[number].ending


def _close_of(measures: Sequence[Measure], bracket: int) -> int | None:
    """The measure whose :| ends a bracket; None if it has none."""
    for number in range(bracket, len(measures)):
        measure = measures[number]
        if number > bracket and (measure.opens_repeat or measure.ending or measure.section is not None):
            return None
        if measure.closes_repeat:
            return number
    return None
