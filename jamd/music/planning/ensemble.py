"""The players of the band, what they have played, and who plays instead where one fails."""

from collections.abc import Mapping

import msgspec

from jamd.music.events import Event, FallbackUsed, Notice
from jamd.music.listening.listener import MEMORY_BARS
from jamd.music.planning.count_in import count_in
from jamd.music.planning.roles import Span
from jamd.music.planning.scene import Player, Scene
from jamd.music.settings import JamSettings
from jamd.music.styles import ratio_of
from jamd.music.time.notes import BAND, BandPart, Nanos, Note, Tick

Notes = tuple[Note, ...]


class Ensemble:
    """Owned by the jam machine. A player that fails is replaced by its fallback player for that span alone: the band
    never stops."""

    def __init__(self, players: Mapping[BandPart, Player], fallback_players: Mapping[BandPart, Player]) -> None:
        self.players = dict(players)
        self.fallback_players = fallback_players
        self._score: dict[BandPart, Notes] = dict.fromkeys(BAND, ())  # played, or bound to be
        self._reported: set[tuple[BandPart, type[Exception]]] = set()  # failures that the person has been told of

    def forget(self) -> None:
        """What was played belongs to another run of the clock."""
        self._score = dict.fromkeys(BAND, ())

    def write(
        self, part: BandPart, scene: Scene, settings: JamSettings, start: Tick, end: Tick, spans: list[Span], now: Nanos
    ) -> tuple[Notes, list[Event]]:
        """A part from start to end, replacing what was written there; notes that sound across the start come along.
        And what to report of players that failed."""
        past = tuple(n for n in self._score[part] if end - MEMORY_BARS * settings.meter.bar <= n.start < start)
        notes: Notes = ()
        reports: list[Event] = []
        if start < 0 and part == "drums":
            notes = tuple(n for n in count_in(settings.meter, settings.count_in) if start <= n.start < end)
        for span in spans:
            if span.role != "rest":
                played, failures = self._play(part, _as_told(part, scene, settings, span, past + notes), span, now)
                notes += played
                reports += failures
        self._score[part] = past + notes
        return tuple(n for n in past if n.end > start) + _at_volume(part, notes, settings), reports

    def _play(self, part: BandPart, scene: Scene, span: Span, now: Nanos) -> tuple[Notes, list[Event]]:
        fallback = self.fallback_players[part]
        if span.role == "last":  # networks do not know how to end
            return fallback.play(scene, span.start, span.end), []
        try:
            return self.players[part].play(scene, span.start, span.end), []
        except Exception as fault:  # whatever it is, the band never stops
            return fallback.play(scene, span.start, span.end), self._report(part, fault, now)

    def _report(self, part: BandPart, fault: Exception, now: Nanos) -> list[Event]:
        """Every failure is counted; only the first of its kind gets a sentence."""
        used = FallbackUsed(now, "fallback player", part)
        if (part, type(fault)) in self._reported:
            return [used]
        self._reported.add((part, type(fault)))
        sentence = f"the {part} player failed ({type(fault).__name__}: {fault}); the rules play instead"
        return [used, Notice(now, sentence)]


def _as_told(part: BandPart, scene: Scene, settings: JamSettings, span: Span, own: Notes) -> Scene:
    """The scene as one part sees it."""
    return msgspec.structs.replace(
        scene,
        own=own,
        role=span.role,
        swing=ratio_of(scene.style, part, scene.bpm, settings.swing),
        temperature=settings.parts[part].temperature,
    )


def _at_volume(part: BandPart, notes: Notes, settings: JamSettings) -> Notes:
    """As loud as the part is set; nothing where it is muted."""
    volume = settings.parts[part].volume if settings.audible(part) else 0.0
    if volume == 1.0:
        return notes
    return tuple(
        msgspec.structs.replace(n, velocity=min(127, max(1, round(n.velocity * volume)))) for n in notes if volume > 0
    )
