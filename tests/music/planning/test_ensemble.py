"""The players: what each is told, and what happens where one fails."""

import pytest

from jamd.music.events import FallbackUsed, Notice
from jamd.music.planning.ensemble import Ensemble
from jamd.music.planning.leading import from_the_top
from jamd.music.planning.roles import Span
from jamd.music.planning.scene import Role, Scene
from jamd.music.settings import BassistSettings, JamSettings, PartSettings, PianistSettings
from jamd.music.time.notes import BAND, BandPart, Meter, Nanos, Note, Tick

BAR = 3840
ROUTE = from_the_top(None, Meter(4))


class Whole:
    """Plays one note over each span."""

    def __init__(self, part: BandPart, pitch: int = 60, breaks: bool = False) -> None:
        self.part, self.pitch, self.breaks = part, pitch, breaks
        self.told: list[Scene] = []

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        self.told.append(scene)
        if self.breaks:
            raise ValueError("no idea")
        return (Note(start, self.pitch, Tick(end + 10), 64),)


class Struck:
    """Plays one note."""

    def __init__(self, start: int, end: int) -> None:
        self.part: BandPart = "bass"
        self.note = Note(Tick(start), 40, Tick(end), 64)

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        return (self.note,)


def scene() -> Scene:
    return Scene(Meter(4), 140.0, Tick(0), (), (), None, None, "comp", 0.5, 1.0, 1.0, 1)


def settings(**part: object) -> JamSettings:
    parts = {name: PartSettings(**part) for name in BAND}
    return JamSettings(Meter(4), parts, seed=1, count_in=0)


def ensemble(breaks: bool = False) -> Ensemble:
    return Ensemble({part: Whole(part, 60, breaks) for part in BAND}, {part: Whole(part, 40) for part in BAND})


def bars(first: int, *roles: Role) -> list[Span]:
    return [Span(Tick((first + i) * BAR), Tick((first + i + 1) * BAR), role) for i, role in enumerate(roles)]


def written(band: Ensemble, first: int, *roles: Role, jam: JamSettings | None = None) -> list[tuple[int, int]]:
    """(bar, pitch) of what the piano plays in these bars."""
    spans = bars(first, *roles)
    notes, _ = band.write("piano", scene(), jam or settings(), ROUTE, spans[0].start, spans[-1].end, spans, Nanos(0))
    return [(note.start // BAR, note.pitch) for note in notes]


def test_a_rest_asks_no_player_and_each_span_is_told_its_role() -> None:
    band = ensemble()
    assert written(band, 0, "comp", "rest", "answer") == [(0, 60), (2, 60)]
    assert [told.role for told in band.players["piano"].told] == ["comp", "answer"]


def test_a_player_is_told_what_it_has_written_before() -> None:
    band = ensemble()
    written(band, 0, "comp", "comp")
    assert [note.start for note in band.players["piano"].told[-1].own] == [0]


def test_what_is_written_again_replaces_what_was_there_and_a_note_across_the_start_comes_along() -> None:
    band = ensemble()
    written(band, 0, "comp", "comp", "comp")
    assert written(band, 1, "comp") == [(0, 60), (1, 60)]  # the first one ends 10 ticks into bar 1
    band.forget()
    assert written(band, 1, "comp") == [(1, 60)]


def test_the_fallback_player_strikes_the_last_hit() -> None:
    assert written(ensemble(), 0, "comp", "last") == [(0, 60), (1, 40)]


def test_every_failure_is_counted_and_the_first_of_its_kind_is_a_sentence() -> None:
    band = ensemble(breaks=True)
    spans = bars(0, "comp", "comp")
    notes, reports = band.write("piano", scene(), settings(), ROUTE, Tick(0), Tick(2 * BAR), spans, Nanos(5))
    assert [note.pitch for note in notes] == [40, 40]
    assert [type(report) for report in reports] == [FallbackUsed, Notice, FallbackUsed]
    assert reports[0] == FallbackUsed(Nanos(5), "fallback player", "piano")


def test_a_fallback_player_that_fails_is_silent() -> None:
    band = Ensemble(
        {part: Whole(part, breaks=True) for part in BAND}, {part: Whole(part, breaks=True) for part in BAND}
    )
    spans = bars(0, "comp", "last")
    notes, reports = band.write("bass", scene(), settings(), ROUTE, Tick(0), Tick(2 * BAR), spans, Nanos(5))
    assert notes == ()
    assert [report.text for report in reports if isinstance(report, Notice)] == [
        "the bass player failed (ValueError: no idea); the rules play instead",
        "the bass player failed (ValueError: no idea); it is silent",
    ]
    assert [report.what for report in reports if isinstance(report, FallbackUsed)] == ["fallback player"] * 3


def test_a_muted_part_is_planned_and_not_heard() -> None:
    band = ensemble()
    assert written(band, 0, "comp", jam=settings(mute=True)) == []
    assert written(band, 1, "comp") == [(0, 60), (1, 60)]


# -- what each part is told


def told_to(part: BandPart, heard: float = 0.8, **changes: object) -> Scene:
    band = ensemble()
    jam = settings()
    jam = JamSettings(jam.meter, jam.parts, seed=1, **changes)
    told = Scene(Meter(4), 140.0, Tick(0), (), (), None, None, "comp", heard, 1.0, 1.0, 1)
    for each in BAND:
        band.write(each, told, jam, ROUTE, Tick(0), Tick(BAR), bars(0, "comp"), Nanos(0))
    return band.players[part].told[-1]


def drums_told(heard: float = 0.8, **changes: object) -> Scene:
    return told_to("drums", heard, **changes)


def test_each_part_has_its_own_controls() -> None:
    pianist = PianistSettings(busy=0.3, follow=0.0, register=5, restless=0.9, outside=2)
    changes = {"busy": 1.5, "follow": 1.0, "pianist": pianist}
    drums, piano = told_to("drums", 0.6, **changes), told_to("piano", 0.6, **changes)
    assert (drums.busy, drums.follow, round(drums.intensity, 6)) == (1.5, 1.0, 0.75)
    assert (piano.busy, piano.register, piano.restless, piano.outside) == (0.3, 5, 0.9, 2)
    assert piano.intensity == 0.45  # it does not answer the keyboardist at all


def test_the_bass_has_its_own_whatever_the_others_are_told() -> None:
    others = {"busy": 1.5, "follow": 1.0, "pianist": PianistSettings(busy=0.3, follow=0.0)}
    bass = told_to("bass", 0.6, **others)
    assert (bass.busy, bass.follow, round(bass.intensity, 6)) == (1.0, 0.5, 0.6)
    deaf = told_to("bass", 0.6, bassist=BassistSettings(busy=0.5, follow=0.0), **others)
    assert (deaf.busy, deaf.follow, deaf.intensity) == (0.5, 0.0, 0.45)
    assert told_to("bass", mode="trade", trade_with="drums").busy == 1.0  # plain time is the drummer's


def test_follow_scales_how_far_the_drummer_goes_with_the_keyboardist() -> None:
    assert [round(drums_told(follow=follow).intensity, 6) for follow in (0.0, 0.5, 1.0)] == [0.45, 0.8, 1.0]
    assert [round(drums_told(0.3, follow=follow).intensity, 6) for follow in (0.0, 0.5, 1.0)] == [0.45, 0.3, 0.15]
    assert drums_told(follow=0.0, intensity=0.8).intensity == 0.8  # set by hand


def test_where_they_trade_the_drummer_keeps_plain_time_in_the_keyboardists_turn() -> None:
    assert drums_told().busy == 1.0
    assert drums_told(mode="trade").busy == 1.0
    assert drums_told(mode="trade", trade_with="drums").busy < 1.0


def test_a_player_knows_where_it_was_not_accompanying() -> None:
    band = ensemble()
    spans = bars(0, "comp", "solo", "break", "rest", "comp")
    band.write("drums", scene(), settings(), ROUTE, Tick(0), Tick(5 * BAR), spans, Nanos(0))
    told = band.players["drums"].told[-1]
    assert told.apart == ((BAR, 4 * BAR),)
    assert told.returns_at(Tick(4 * BAR))
    band.write("drums", scene(), settings(), ROUTE, Tick(2 * BAR), Tick(4 * BAR), bars(2, "comp", "comp"), Nanos(0))
    assert band.players["drums"].told[-1].apart == ((BAR, 2 * BAR),)  # planned again, without the break


@pytest.mark.parametrize(("struck", "ends"), [(0, [BAR, BAR + 480]), (BAR - 50, [BAR + 480])])
def test_the_bass_ends_at_a_hit_and_begins_nothing_just_before_it(struck: int, ends: list[int]) -> None:
    band = ensemble()
    band.players["bass"], band.fallback_players = Struck(struck, BAR + 900), {"bass": Struck(BAR, BAR + 480)}
    spans = [Span(Tick(0), Tick(BAR), "comp"), Span(Tick(BAR), Tick(BAR + 1), "break")]
    notes, _ = band.write("bass", scene(), settings(), ROUTE, Tick(0), Tick(BAR + 1), spans, Nanos(0), (Tick(BAR),))
    assert [note.end for note in notes] == ends


def test_what_rings_into_a_break_is_ended() -> None:
    band = ensemble()
    cuts = (Tick(BAR),)
    notes, _ = band.write(
        "piano", scene(), settings(), ROUTE, Tick(0), Tick(2 * BAR), bars(0, "comp", "rest"), Nanos(0), cuts
    )
    assert [(note.start, note.end) for note in notes] == [(0, BAR)]
