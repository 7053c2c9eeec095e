"""In `continue` mode the piano carries the keyboardist's phrase on: when it is planned to come in, and taken back."""

from jamd.music.listening.listener import Listener
from jamd.music.planning.horizon import Horizon
from jamd.music.settings import JamSettings
from jamd.music.time.notes import Tick


class Entry:
    """Owned by the jam machine."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._planned: Tick | None = None  # the end of the phrase after which the piano was planned

    def phrase_end(self, settings: JamSettings) -> Tick | None:
        """Where the keyboardist's phrase is over; None while it is not, and in other modes."""
        return self._listener.phrase_end if settings.mode == "continue" else None

    def wake(self, settings: JamSettings, horizon: Horizon) -> Tick | None:
        """When to plan that the piano comes in: as late as possible, since the keyboardist may play on."""
        end = self.phrase_end(settings)
        return None if end is None or end == self._planned else horizon.latest_for(end)

    def is_due(self, settings: JamSettings, horizon: Horizon, tick: Tick) -> bool:
        """Whether to plan it now."""
        end = self.phrase_end(settings)
        return end is not None and end != self._planned and horizon.behind(tick) >= end

    @property
    def is_planned(self) -> bool:
        """The piano is about to come in, or has."""
        return self._planned is not None

    def planned_to(self, phrase_end: Tick | None, end: Tick) -> None:
        """A plan was made that reaches to `end`."""
        self._planned = phrase_end if phrase_end is not None and phrase_end < end else None

    def forget(self) -> None:
        """Another run of the clock begins."""
        self._planned = None
