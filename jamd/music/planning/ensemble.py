"""The players of the band, what they have played, and who plays instead where one fails."""

from collections.abc import Mapping
from typing import Final

import msgspec

from jamd.music.events import Event, FallbackUsed, Notice
from jamd.music.listening.listener import MEMORY_BARS
from jamd.music.planning.count_in import count_in
from jamd.music.planning.rails import Rails, Restored
from jamd.music.planning.roles import Span
from jamd.music.planning.scene import Player, Scene
from jamd.music.planning.score import Notes, Score
from jamd.music.settings import JamSettings
from jamd.music.styles import ratio_of
from jamd.music.time.notes import BAND, BandPart, Nanos, Tick

RESTORED: Final[dict[Restored, str]] = {
    "time": "the drummer had lost the time; its ride or hats were put back",
    "foot": "the drummer had left out the hi-hat on 2 and 4 for eight bars; it was put back",
}
"""In words, once; after that it is only counted."""


class Ensemble:
    """Owned by the jam machine. A player that fails is replaced by its fallback player for that span alone: the band
    never stops. Where the drums are to keep time, they do (see `rails`)."""

    def __init__(self, players: Mapping[BandPart, Player], fallback_players: Mapping[BandPart, Player]) -> None:
        self.players = dict(players)
        self.fallback_players = fallback_players
        self._scores = {part: Score() for part in BAND}
        self._rails = Rails()
        self._reported: set[object] = set()  # what the person has been told of

    def forget(self) -> None:
        """What was played belongs to another run of the clock."""
        self._scores = {part: Score() for part in BAND}
        self._rails.forget()

    def write(
        self, part: BandPart, scene: Scene, settings: JamSettings, start: Tick, end: Tick, spans: list[Span], now: Nanos
    ) -> tuple[Notes, list[Event]]:
        """A part from start to end, replacing what was written there; notes that sound across the start come along.
        And what to report of players that failed or were set right."""
        score, oldest = self._scores[part], Tick(end - MEMORY_BARS * settings.meter.bar)
        scene = _as_told(part, scene, settings)
        past, told = score.before(start), score.retold(oldest, start, scene.swing)
        notes: Notes = ()
        reports: list[Event] = []
        for span in spans:
            if span.role != "rest":
                here = msgspec.structs.replace(scene, own=told + notes, role=span.role)
                played, news = (
                    self._keep_time(here, span, now) if _keeps_time(part, span) else self._play(part, here, span, now)
                )
                notes += played
                reports += news
        if start < 0 and part == "drums":
            notes = tuple(n for n in count_in(settings.meter, settings.count_in) if start <= n.start < end) + notes
        score.write(start, notes, scene.swing, oldest)
        return tuple(n for n in past if n.end > start) + _at_volume(part, notes, settings), reports

    def _keep_time(self, scene: Scene, span: Span, now: Nanos) -> tuple[Notes, list[Event]]:
        """The drums, on rails."""
        news: list[Event] = []

        def play(own: Notes, start: Tick) -> Notes:
            played, failures = self._play(
                "drums", msgspec.structs.replace(scene, own=own), span._replace(start=start), now
            )
            news.extend(failures)
            return played

        past = self._rails.past(scene.own, span.start, scene.meter.bar)
        notes, restored = self._rails.keep(scene, past, span.start, span.end, play)
        for what in restored:
            news += self._report(what, FallbackUsed(now, "time restored", what), RESTORED[what])
        return notes, news

    def _play(self, part: BandPart, scene: Scene, span: Span, now: Nanos) -> tuple[Notes, list[Event]]:
        fallback = self.fallback_players[part]
        if span.role == "last":  # networks do not know how to end
            return fallback.play(scene, span.start, span.end), []
        try:
            return self.players[part].play(scene, span.start, span.end), []
        except Exception as fault:  # whatever it is, the band never stops
            sentence = f"the {part} player failed ({type(fault).__name__}: {fault}); the rules play instead"
            used = FallbackUsed(now, "fallback player", part)
            return fallback.play(scene, span.start, span.end), self._report((part, type(fault)), used, sentence)

    def _report(self, what: object, used: FallbackUsed, sentence: str) -> list[Event]:
        """Everything is counted; only the first of its kind gets a sentence."""
        if what in self._reported:
            return [used]
        self._reported.add(what)
        return [used, Notice(used.ns, sentence)]


def _keeps_time(part: BandPart, span: Span) -> bool:
    """It is the drums' task here."""
    return part == "drums" and span.role == "comp"


def _as_told(part: BandPart, scene: Scene, settings: JamSettings) -> Scene:
    """The scene as one part sees it."""
    return msgspec.structs.replace(
        scene,
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
