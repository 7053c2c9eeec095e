"""What is worth a plan between two beats: hands that play harder or softer, or hold another chord."""

from jamd.music.listening.listener import Listener
from jamd.music.planning.pace import Pace
from jamd.music.planning.scenery import Scenery
from jamd.music.settings import JamSettings
from jamd.music.time.notes import Tick
from jamd.music.time.timeline import Timeline


class Urgent:
    """Owned by the jam machine. Where the answer is yes, the plan is made: the pace counts it."""

    def __init__(self, listener: Listener, scenery: Scenery, pace: Pace) -> None:
        self._listener, self._scenery, self._pace = listener, scenery, pace

    def intensity_jumped(self, settings: JamSettings, tick: Tick, timeline: Timeline) -> bool:
        """The keyboardist plays much harder or softer, and there is time for a plan."""
        if settings.intensity is not None or self._pace.is_spent(tick):
            return False
        return self._scenery.intensity_jumped(settings, tick) and self._pace.grant(tick, timeline.ns_per_beat)

    def chord_is_new(self, settings: JamSettings, tick: Tick, timeline: Timeline) -> bool:
        """Keys that were struck together are another chord, and there is time for a plan."""
        if self._listener.chord_due is None or self._listener.chord_due > tick:
            return False
        self._listener.chord_due = None
        if not self._scenery.follows_hand(settings, tick) or self._pace.is_spent(tick):
            return False
        is_new = self._listener.chord_is_new(tick, settings.split, self._scenery.written(tick))
        return is_new and self._pace.grant(tick, timeline.ns_per_beat, urgent=True)
