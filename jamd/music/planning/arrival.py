"""A tune of a set list brings settings: mode, style, intensity. They are taken up just before the tune's first bar is
planned for good, and hold from that bar on."""

from typing import Final

from jamd.commands.kinds import Value
from jamd.music.planning.arrangement import Arrangement
from jamd.music.planning.horizon import Horizon
from jamd.music.time.notes import TICKS_PER_BEAT, Tick

_EARLY: Final = TICKS_PER_BEAT // 16  # so that it is planned before its bar line is frozen
_LONG_AGO: Final = Tick(-(2**62))


class Arrival:
    """Owned by the jam machine."""

    def __init__(self, arrangement: Arrangement) -> None:
        self._arrangement = arrangement
        self.line = _LONG_AGO  # of the last tune that brought settings: what lies before is planned without them

    def wake(self, horizon: Horizon) -> Tick | None:
        """When to take up what comes next."""
        line = self._arrangement.settings_due
        return None if line is None else Tick(line - horizon.reach - _EARLY)

    def take(self, horizon: Horizon, tick: Tick) -> dict[str, Value]:
        """What comes with a tune that is about to begin; mostly nothing."""
        wake, line = self.wake(horizon), self._arrangement.settings_due
        if wake is None or line is None or tick < wake:
            return {}
        self.line = line
        return self._arrangement.arrive(line)

    def take_all(self) -> dict[str, Value]:
        """Another run of the clock begins, with the tune that was chosen last."""
        self.line = _LONG_AGO
        return self._arrangement.arrive(None)
