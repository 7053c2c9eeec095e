"""The players of the band, what they have played, and who plays instead where one fails."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from jamd.music.events import Event, FallbackUsed, Notice
from jamd.music.listening.intensity import IDLE
from jamd.music.listening.listener import MEMORY_BARS
from jamd.music.planning import practice
from jamd.music.planning.arc import SOLOS, Manner, lift_at
from jamd.music.planning.count_in import count_in
from jamd.music.planning.loudness import as_sent
from jamd.music.planning.rails import Rails, Restored
from jamd.music.planning.roles import Span, is_alone
from jamd.music.planning.route import Route
from jamd.music.planning.scene import Player, Role, Scene, moved
from jamd.music.planning.score import Notes, Score
from jamd.music.planning.turns import turn_at
from jamd.music.settings import JamSettings
from jamd.music.styles import ratio_of
from jamd.music.time.notes import BAND, TICKS_PER_BEAT, BandPart, Meter, Nanos, Note, Tick
from jamd.music.time.swing import Texture

_PLAINLY: Final = 0.6  # of the drummer's notes, where the keyboardist trades with the drums and it is their turn
_HIGHEST: Final = 12.0  # semitones that the pianist may be told to go up
SEAM: Final = 64  # ticks: how far from its place a drum may be struck, early or late
_SHORTEST_MS: Final = 80.0  # a hand that has just struck a key does not let go of it sooner
_LITTLE: Final = 24  # ticks that a stroke may come too late rather than not at all
RESTORED: Final[dict[Restored, str]] = {
    "time": "the drummer had lost the time; its ride or hats were put back",
    "foot": "the drummer had left out the hi-hat on 2 and 4 for eight bars; it was put back",
}
"""In words, once; after that it is only counted."""


class Ensemble:
    """Owned by the jam machine. A player that fails is replaced by its fallback player for that span alone; if that
    one fails, too, the part is silent there: the band never stops. Where the drums are to keep time, they do (see
    `rails`)."""

    def __init__(self, players: Mapping[BandPart, Player], fallback_players: Mapping[BandPart, Player]) -> None:
        self.players = dict(players)
        self.fallback_players = fallback_players
        self._scores = {part: Score() for part in BAND}
        self._rails = Rails()
        self._apart: dict[BandPart, list[Span]] = {part: [] for part in BAND}  # spans of other roles than comp
        self._reported: set[object] = set()  # what the person has been told of

    def forget(self) -> None:
        """What was played belongs to another run of the clock."""
        self._scores = {part: Score() for part in BAND}
        self._rails.forget()
        self._apart = {part: [] for part in BAND}

    def write(
        self,
        part: BandPart,
        scene: Scene,
        settings: JamSettings,
        route: Route,
        start: Tick,
        end: Tick,
        spans: Sequence[Span],
        now: Nanos,
        cuts: Sequence[Tick] = (),
    ) -> tuple[Notes, list[Event]]:
        """A part from start to end, replacing what was written there; notes that sound across the start come along.
        And what to report of players that failed or were set right. What was struck before one of the `cuts` ends there
        at the latest, or as soon as a key can come up again (see `_cut`)."""
        if route.at(start).leg.count_in:
            spans = (Span(start, end, "rest"),)
        score, oldest = self._scores[part], Tick(end - MEMORY_BARS * scene.meter.bar)
        playing: Role = next((span.role for span in spans if span.role != "rest"), "rest")
        swing = ratio_of(scene.style, _texture(part, playing), scene.bpm, settings.swing)
        past, told = score.before(start), score.retold(route.counted_since(start, oldest), start, swing)
        notes: Notes = ()
        reports = self._restored(start, scene.meter, now) if part == "drums" else []
        for span in spans:
            self._note_role(part, span, scene.meter)
            if span.role != "rest":
                here = self._as_told(part, scene, settings, route, span, told + notes)
                on_rails = part == "drums" and span.role == "comp"
                played, failures = (self._keep_time if on_rails else self._play)(part, here, span, now)
                notes += played
                reports += failures
        if start < 0 and part == "drums":
            notes = tuple(n for n in count_in(scene.meter, settings.count_in) if start <= n.start < end) + notes
        past, notes = _cut(part, past, notes, cuts, _ticks(_SHORTEST_MS, scene.bpm))
        score.write(start, past, notes, swing, oldest)
        sounding = as_sent(
            part, [note for note in past if note.end > start], scene.style, _volume(part, settings) or 1.0
        )
        return sounding + _heard(part, notes, scene, settings, route, (start, end)), reports

    def _restored(self, start: Tick, meter: Meter, now: Nanos) -> list[Event]:
        """A plan of the drums begins. What the rails have set right before it is said."""
        events: list[Event] = []
        for what in self._rails.begin_plan(start, meter):
            events += self._report(what, FallbackUsed(now, "time restored", what), RESTORED[what])
        return events

    def _keep_time(self, part: BandPart, scene: Scene, span: Span, now: Nanos) -> tuple[Notes, list[Event]]:
        """The drums, on rails."""
        failures: list[Event] = []

        def play(own: Notes, start: Tick) -> Notes:
            """Asked from a little earlier on, so that strokes near the border are neither lost nor struck twice."""
            seam = SEAM if 0 < start == span.start else 0
            told = msgspec.structs.replace(scene, own=tuple(note for note in own if note.start < start - seam))
            played, failed = self._play(part, told, span._replace(start=Tick(max(0, start - seam))), now)
            failures.extend(failed)
            return tuple(_joined_on(own, played, start)) if seam else played

        past = self._rails.past(scene.own, span.start, scene.meter.bar)
        return self._rails.keep(scene, past, span.start, span.end, play), failures

    def _play(self, part: BandPart, scene: Scene, span: Span, now: Nanos) -> tuple[Notes, list[Event]]:
        choices = [(self.players[part], "the rules play instead"), (self.fallback_players[part], "it is silent")]
        if span.role in ("last", "break"):  # networks do not know how to end
            del choices[0]
        failures: list[Event] = []
        for player, instead in choices:
            try:
                return _played(player, scene, span), failures
            except Exception as fault:  # whatever it is, the band never stops
                sentence = f"the {part} player failed ({type(fault).__name__}: {fault}); {instead}"
                used = FallbackUsed(now, "fallback player", part)
                failures += self._report((part, type(fault), instead), used, sentence)
        return (), failures

    def _note_role(self, part: BandPart, span: Span, meter: Meter) -> None:
        """Remember where a part does something else than accompany."""
        oldest = span.end - MEMORY_BARS * meter.bar
        known = [
            each._replace(end=min(each.end, span.start))
            for each in self._apart[part]
            if each.start < span.start and each.end > oldest
        ]
        self._apart[part] = known if span.role == "comp" else [*known, span]

    def _as_told(
        self, part: BandPart, scene: Scene, settings: JamSettings, route: Route, span: Span, own: Notes
    ) -> Scene:
        """The scene as one part sees it."""
        turn = turn_at(settings, route, span.start)
        return msgspec.structs.replace(
            scene,
            own=own,
            apart=_joined(self._apart[part], span.start),
            soloed=_joined([each for each in self._apart[part] if each.role == "solo"], span.start),
            role=span.role,
            alone=is_alone(part, settings),
            turn=None if turn.end is None else (turn.start, turn.end),
            intensity=_intensity(part, scene, settings, route, span.start),
            swing=ratio_of(scene.style, _texture(part, span.role), scene.bpm, settings.swing),
            temperature=settings.parts[part].temperature,
            **_controls(part, scene, settings, route, span),
        )

    def _report(self, what: object, used: FallbackUsed, sentence: str) -> list[Event]:
        """Everything is counted; only the first of its kind gets a sentence."""
        if what in self._reported:
            return [used]
        self._reported.add(what)
        return [used, Notice(used.ns, sentence)]


def _played(player: Player, scene: Scene, span: Span) -> Notes:
    """What a player answers, asked in the ticks that it counts."""
    by = scene.offset
    notes = player.play(scene.as_counted(), Tick(span.start + by), Tick(span.end + by))
    return moved(notes, Tick(-by)) if by else notes


def _texture(part: BandPart, role: Role) -> Texture:
    """Lines swing less than the band."""
    return "line" if part != "drums" and role in ("line", "answer", "solo") else "band"


def _joined_on(own: Notes, played: Notes, start: Tick) -> Iterator[Note]:
    """What was asked for from a little before start, without what has been played already."""
    lately = [note for note in own if note.start >= start - 2 * SEAM]
    for note in played:
        again = any(known.pitch == note.pitch and abs(known.start - note.start) < SEAM for known in lately)
        if not again and note.start >= start - _LITTLE:
            yield (
                note if note.start >= start else Note(start, note.pitch, Tick(max(note.end, start + 1)), note.velocity)
            )


def _intensity(part: BandPart, scene: Scene, settings: JamSettings, route: Route, tick: Tick) -> float:
    """What is set, or else heard: a part answers it as strongly as its `follow` says. And what the form adds."""
    intensity = scene.intensity
    if settings.intensity is None:
        follow = settings.own(part).get("follow", settings.follow)
        intensity = IDLE + 2 * follow * (intensity - IDLE)
    return min(1.0, max(0.0, intensity + lift_at(tick, settings, route, scene.last_hit, scene.solo_at(tick))))


def _controls(part: BandPart, scene: Scene, settings: JamSettings, route: Route, span: Span) -> dict[str, float]:
    """The fields of the scene that people set for this part alone, with the room that another one's solo needs."""
    solo = scene.solo_at(span.start)
    needs = SOLOS[solo.soloist] if solo is not None and solo.soloist != part else Manner(0.0, 0.0)
    if part == "drums":
        plainly = _PLAINLY if _is_soloing(settings, route, span) else 1.0
        return {"room": needs.room, "busy": settings.busy * plainly * needs.room, "follow": settings.follow}
    own = settings.own(part)
    told = {"room": needs.room, "busy": own["busy"] * needs.room}
    if part == "piano":
        told["register"] = min(_HIGHEST, own["register"] + needs.above)
    return own | told


def _is_soloing(settings: JamSettings, route: Route, span: Span) -> bool:
    """It is the turn of a keyboardist who trades with the drums."""
    turn = turn_at(settings, route, span.start)
    return settings.trade_with == "drums" and turn.trades and turn.who == "you"


def _joined(spans: Sequence[Span], before: Tick) -> tuple[tuple[Tick, Tick], ...]:
    """Stretches that begin before a tick; what touches is one."""
    joined: list[tuple[Tick, Tick]] = []
    for span in spans:
        if span.start < before:
            follows = bool(joined) and joined[-1][1] == span.start
            joined.append((joined.pop()[0] if follows else span.start, span.end))
    return tuple(joined)


def _cut(part: BandPart, past: Notes, notes: Notes, cuts: Sequence[Tick], least: Tick) -> tuple[Notes, Notes]:
    """Past and planned notes with none across a cut. The bass plays one note at a time: what has been struck ends at
    the hit, however short it is, and what would be that short is not struck."""
    if part == "bass":
        notes = tuple(note for note in notes if not any(note.start < cut < note.start + least for cut in cuts))
        least = Tick(1)
    return _ended(past, cuts, least), _ended(notes, cuts, least)


def _ended(notes: Notes, cuts: Sequence[Tick], least: Tick) -> Notes:
    """With what was struck before a cut ending there, but none shorter than `least`: that would sound like a fault."""
    for cut in cuts:
        notes = tuple(
            msgspec.structs.replace(note, end=min(note.end, Tick(max(cut, note.start + least))))
            if note.start < cut < note.end
            else note
            for note in notes
        )
    return notes


def _ticks(ms: float, bpm: float) -> Tick:
    return Tick(round(ms * bpm * TICKS_PER_BEAT / 60_000))


def _heard(
    part: BandPart, notes: Notes, scene: Scene, settings: JamSettings, route: Route, where: tuple[Tick, Tick]
) -> Notes:
    """What is heard of a part, with the clicks and sticks that people practise to."""
    practised = practice.heard(part, notes, settings, route)
    notes = as_sent(part, practised, scene.style, _volume(part, settings))
    if part != "drums":
        return notes
    beaten = (*practice.sticks(route, *where), *practice.clicks(settings, route, *where, scene.last_hit))
    return tuple(sorted((*notes, *beaten))) if beaten else notes


def _volume(part: BandPart, settings: JamSettings) -> float:
    """0 where it is muted."""
    return settings.parts[part].volume if settings.audible(part) else 0.0
