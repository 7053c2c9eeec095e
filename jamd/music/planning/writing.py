"""What the parts play in a stretch of time: cut where the form, the style or a role changes, each piece written by its
player."""

from collections.abc import Sequence
from typing import NamedTuple

from jamd.music.events import Event, Notice
from jamd.music.planning.arc import cut_where_it_changes
from jamd.music.planning.arrangement import Arrangement
from jamd.music.planning.ensemble import Ensemble
from jamd.music.planning.roles import spans
from jamd.music.planning.scene import Scene
from jamd.music.planning.scenery import Scenery
from jamd.music.settings import JamSettings, silent_mode
from jamd.music.time.notes import BandPart, Nanos, Note, Tick


class Stretch(NamedTuple):
    """What is to be written."""

    start: Tick
    end: Tick
    who: Sequence[BandPart]
    cuts: tuple[Tick, ...]  # what was struck before one of them ends there
    asked_at: Nanos


class Writing:
    """Owned by the jam machine."""

    def __init__(self, arrangement: Arrangement, scenery: Scenery, ensemble: Ensemble) -> None:
        self._arrangement, self._scenery, self._ensemble = arrangement, scenery, ensemble
        self._silent_mode = ""  # what was said of it

    def write(
        self, settings: JamSettings, now: Scene, asked: Stretch
    ) -> tuple[dict[BandPart, tuple[Note, ...]], list[Event]]:
        """The notes of each part, and reports of what failed."""
        reports = self._silence(settings, asked.asked_at)
        parts: dict[BandPart, tuple[Note, ...]] = dict.fromkeys(asked.who, ())
        for first, last, there in self._scenery.pieces(settings, now, asked.start, asked.end):
            for part in asked.who:
                notes, failures = self._piece(settings, part, there, first, last, asked)
                parts[part] += tuple(note for note in notes if note.start >= first or first == asked.start)
                reports += failures
        return parts, reports

    def _silence(self, settings: JamSettings, now: Nanos) -> list[Event]:
        """Said once, for as long as it lasts: the mode leaves everything to a part that is switched off."""
        before, self._silent_mode = self._silent_mode, silent_mode(settings.mode, settings.plays)
        return [Notice(now, self._silent_mode)] if self._silent_mode not in ("", before) else []

    def _piece(
        self, settings: JamSettings, part: BandPart, scene: Scene, first: Tick, last: Tick, asked: Stretch
    ) -> tuple[tuple[Note, ...], list[Event]]:
        """One part of one piece."""
        route, requests = self._arrangement.route, self._arrangement.requests
        roles = spans(part, settings, route, first, last, scene.entry, self._arrangement.last_hit, requests)
        cut = tuple(cut_where_it_changes(roles, route, scene.solos))
        ends = (*requests.cuts(part), *asked.cuts)
        return self._ensemble.write(part, scene, settings, route, first, last, cut, asked.asked_at, ends)
