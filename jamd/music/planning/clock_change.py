"""What a new clock means to the band: a start, a jump, another tempo, or nothing to speak of."""

from typing import Final, NamedTuple

from jamd.music.events import Clock
from jamd.music.time.notes import TICKS_PER_BEAT
from jamd.music.time.timeline import Timeline

_JUMP: Final = TICKS_PER_BEAT // 4  # a clock this far from where it was has jumped, it has not just changed its tempo
_NEW_TEMPO: Final = 0.03  # a tempo that has changed by this share is planned for at once


class ClockChange(NamedTuple):
    """From the clock before to the new one."""

    from_the_top: bool  # another run begins, with the tune
    forgets: bool  # what was heard and played lies ahead now, or in another run
    goes_on: bool  # from where it was
    is_slight: bool  # it goes on, and plans are in ticks: the clock has carried them along already


def clock_change(before: Timeline | None, stood: Clock | None, clock: Clock) -> ClockChange:
    """`before`: what the music played along until now; `stood`: the clock while nothing played."""
    ended, lay_behind = before is not None and not clock.running, stood is not None and stood.began > 0
    from_the_top = clock.began <= 0 and (ended or lay_behind)
    if before is None or not clock.running:
        as_planned = stood is not None and stood.began == clock.began  # what is due plays already, and is remembered
        is_first = before is None and stood is None  # of a new band, which goes on with what it was told
        return ClockChange(from_the_top, not (as_planned or is_first), False, False)
    jump = clock.timeline.tick_at(clock.ns) - before.tick_at(clock.ns)
    goes_on = abs(jump) <= _JUMP
    tempo = before.ns_per_beat / clock.timeline.ns_per_beat
    is_new_wire = before == clock.timeline  # which knows no plan
    return ClockChange(
        from_the_top, jump < -_JUMP, goes_on, goes_on and not is_new_wire and abs(tempo - 1) < _NEW_TEMPO
    )
