"""What players are told: the scene of an instant, and the pieces of a plan with the form and the style of each."""

from collections.abc import Iterator

import msgspec

from jamd.music.harmony.chords import Chord
from jamd.music.listening.harmony import NOTHING_HEARD
from jamd.music.listening.intensity_follower import Following
from jamd.music.listening.listener import Listener
from jamd.music.listening.sounding import EARLY
from jamd.music.planning.arc import heads, solos
from jamd.music.planning.arrangement import Arrangement
from jamd.music.planning.leg import Passage
from jamd.music.planning.pace import SteadyTempo
from jamd.music.planning.scene import Scene
from jamd.music.planning.style_change import StyleChange
from jamd.music.planning.turns import rest_is_expected
from jamd.music.settings import JamSettings
from jamd.music.styles import style_of
from jamd.music.time.notes import Tick


class Scenery:
    """Owned by the jam machine."""

    def __init__(self, arrangement: Arrangement, listener: Listener) -> None:
        self._arrangement, self._listener = arrangement, listener
        self._tempo = SteadyTempo()
        self._style = StyleChange()

    def forget(self) -> None:
        """What was played belongs to another run of the clock."""
        self._style.forget()

    def follows_hand(self, settings: JamSettings, tick: Tick) -> bool:
        """The harmony is what the keyboardist plays."""
        return settings.harmony == "follow" or self._arrangement.route.at(tick).leg.tune is None

    def written(self, tick: Tick) -> Chord | None:
        """The chart's chord, which a keyboardist who is followed may be playing."""
        route, place = self._arrangement.route, Tick(tick + EARLY)
        chart = route.chart(place)
        return None if chart is None else chart.chord_at(Tick(place + route.at(place).offset))

    def rest_is_expected(self, settings: JamSettings, tick: Tick) -> bool:
        """It is not the keyboardist's turn."""
        return rest_is_expected(settings, self._arrangement.route, tick, self._arrangement.requests)

    def follow_intensity(self, settings: JamSettings, now: Tick) -> None:
        """Let the time pass up to now; to be called before anything is heard."""

        def rest_expected(tick: Tick) -> bool:
            return self.rest_is_expected(settings, tick)

        self._listener.follow_intensity(now, rest_expected, _following(settings))

    def intensity_jumped(self, settings: JamSettings, now: Tick) -> bool:
        """The keyboardist now plays much harder or softer than players were last told."""
        self.follow_intensity(settings, now)
        return self._listener.intensity_jumped(now, self.rest_is_expected(settings, now), _following(settings))

    def now(self, settings: JamSettings, now: Tick, bpm: float, phrase_end: Tick | None) -> Scene:
        """What all players are told, with the form as it is at this instant."""
        listener, asked = self._listener, self._arrangement
        passage = asked.route.at(now)
        listener.count_bars(passage.meter, passage.offset)
        self.follow_intensity(settings, now)
        heard = listener.intensity(now, self.rest_is_expected(settings, now), _following(settings))
        follows = self.follows_hand(settings, now)
        told = listener.harmony(now, settings.split, self.written(now)) if follows else NOTHING_HEARD
        scene = Scene(
            meter=passage.meter,
            bpm=self._tempo.told(bpm),
            heard=now,
            you=listener.notes(now),
            own=(),
            chart=told.form,
            chord=told.chord,
            changes=told.changes,
            likely=told.likely,
            role="comp",
            intensity=heard if settings.intensity is None else settings.intensity,
            swing=1.0,
            temperature=1.0,
            seed=settings.seed,
            fills=asked.requests.fills,
            entry=phrase_end,
            solos=solos(settings, asked.requests, asked.route, now),
            heads=heads(settings, asked.route, now),
            last_hit=asked.last_hit,
        )
        return self._there(settings, scene, passage, now)

    def pieces(self, settings: JamSettings, now: Scene, start: Tick, end: Tick) -> Iterator[tuple[Tick, Tick, Scene]]:
        """[start, end) cut where the music has another form or style, and what is told there."""
        route = self._arrangement.route
        for first, last, passage in route.passages(start, end):
            scene = self._there(settings, now, passage, first)
            line = route.bar_line(first)
            self._style.ask(scene.style, first, line if line == first else route.next_bar(first))
            for here, there, style, since in self._style.pieces(first, last):
                yield here, there, msgspec.structs.replace(scene, style=style, style_since=since)

    def _there(self, settings: JamSettings, scene: Scene, passage: Passage, tick: Tick) -> Scene:
        """The scene with the form that is played at a tick."""
        chart = self._arrangement.route.chart(tick) or scene.chart
        if not self.follows_hand(settings, tick):
            scene = msgspec.structs.replace(scene, chord=None, changes=(), likely=())
        style = style_of(settings.style, chart, passage.meter)
        return msgspec.structs.replace(scene, meter=passage.meter, chart=chart, style=style, offset=passage.offset)


def _following(settings: JamSettings) -> Following:
    return Following(
        settings.intensity_attack, settings.intensity_release, settings.intensity_amount, settings.intensity_register
    )
