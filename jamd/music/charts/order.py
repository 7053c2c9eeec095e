"""In which order the measures of a sheet are played.

Strategy: walk along the measures; a :| goes back until its repeat was played as often as it says, and each D.C. or D.S.
is taken once. After one, as is the custom, the repeats before it are played once more with their last ending. So the
walk always comes to an end. A coda that no sign leads to is for the last chorus alone; it is no part of the form.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from jamd.errors import ChartError
from jamd.music.charts.form import MAX_BARS
from jamd.music.charts.repeats import Repeat, find_repeats
from jamd.music.charts.sheet import Measure, Sheet


class Step(NamedTuple):
    """A measure that is played, counted from 0, and whether a sign led to it from elsewhere (a repeat does not)."""

    measure: int
    jumped: bool


def order_of(sheet: Sheet) -> list[Step]:
    """The measures in the order in which they are played; a pickup is left out. ChartError: over 1,000 of them."""
    return _Walk(sheet).steps()


def lone_coda(measures: Sequence[Measure]) -> int | None:
    """The measure at which a coda for the last chorus starts: one that no D.C. or D.S. leads to."""
    if any(measure.jump for measure in measures):
        return None
    leave = next((number for number, measure in enumerate(measures) if measure.to_coda), len(measures))
    return next((number for number in range(leave + 1, len(measures)) if measures[number].coda), None)


class _Walk:
    def __init__(self, sheet: Sheet) -> None:
        self._measures = sheet.measures
        self._top = 1 if sheet.pickup and len(sheet.measures) > 1 else 0
        coda = lone_coda(sheet.measures)
        self._end = len(sheet.measures) if coda is None else max(coda, self._top + 1)
        self._repeats = find_repeats(sheet.measures)
        self._time = dict.fromkeys(range(len(self._repeats)), 1)
        self._taken: set[int] = set()  # measures whose jump was taken
        self._until: Literal["fine", "coda"] | None = None
        self._here = self._top

    def steps(self) -> list[Step]:
        steps: list[Step] = []
        jumped = False
        while self._here < self._end:
            self._here = self._ending()
            if self._here >= self._end:
                break
            if len(steps) == MAX_BARS:
                raise ChartError(f"with all its repeats the chart is over {MAX_BARS} bars long")
            steps.append(Step(self._here, jumped))
            jumped = self._go_on()
        return steps

    def _repeat(self) -> tuple[int, Repeat] | None:
        """The repeat that a bracket or a :| of this measure belongs to."""
        for number, repeat in enumerate(self._repeats):
            starts = [start for start, _ in repeat.endings]
            if self._here in repeat.closes or self._here in starts:
                return number, repeat
        return None

    def _ending(self) -> int:
        """This measure, or the one where the ending starts that is played this time."""
        found = self._repeat() if self._measures[self._here].ending else None
        if found is None:
            return self._here
        number, repeat = found
        own = next((numbers for start, numbers in repeat.endings if start == self._here), None)
        if own is None or self._time[number] in own:
            return self._here
        return repeat.ending_of(self._time[number], self._here)

    def _go_on(self) -> bool:
        """To the measure after this one; whether a sign leads there."""
        here, measure = self._here, self._measures[self._here]
        if self._until == "fine" and measure.fine:
            self._here = self._end
            return False
        if self._until == "coda" and measure.to_coda and (coda := self._coda()) is not None:
            self._here, self._until = coda, None
            return True
        if measure.closes_repeat and (first := self._back()) is not None:
            self._here = first
            return False
        if measure.jump and here not in self._taken:
            self._jump(measure.jump)
            return True
        self._here += 1
        return False

    def _back(self) -> int | None:
        """Where the :| of this measure goes back to; None where the repeat is over."""
        found = self._repeat()
        if found is None or self._time[found[0]] >= found[1].times:
            return None
        self._time[found[0]] += 1
        return max(found[1].first, self._top)

    def _jump(self, jump: str) -> None:
        self._taken.add(self._here)
        self._until = self._destination(jump)
        begun = {number: repeat for number, repeat in enumerate(self._repeats) if repeat.first <= self._here}
        self._time |= {number: self._last_time(repeat) for number, repeat in begun.items()}
        self._here = self._segno() if jump.startswith("D.S.") else self._top

    def _last_time(self, repeat: Repeat) -> int:
        """The time of a repeat that is played after a jump: the last, or the one whose ending holds the Fine."""
        ends = [start for start, _ in repeat.endings[1:]] + [repeat.closes[-1] + 1]
        for (start, numbers), end in zip(repeat.endings, ends, strict=False):
            if self._until == "fine" and any(measure.fine for measure in self._measures[start:end]):
                return max(numbers)
        return repeat.times

    def _destination(self, jump: str) -> Literal["fine", "coda"] | None:
        """Where the playing stops or leaves after a jump; one that does not say goes to the sign that there is."""
        plain = len(jump) == len("D.C.")
        if jump.endswith("Fine") or (plain and any(measure.fine for measure in self._measures)):
            return "fine"
        return "coda" if jump.endswith("Coda") or plain else None

    def _segno(self) -> int:
        """The last segno up to here; else any, else the top."""
        signs = [number for number, measure in enumerate(self._measures) if measure.segno]
        return next((number for number in reversed(signs) if number <= self._here), signs[0] if signs else self._top)

    def _coda(self) -> int | None:
        """The next coda behind this measure, else any other."""
        codas = [number for number, measure in enumerate(self._measures) if measure.coda]
        return next((number for number in codas if number > self._here), codas[0] if codas else None)
