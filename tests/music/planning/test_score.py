"""What a part has played, retold to it."""

from jamd.music.planning.score import Score
from jamd.music.time.notes import Note, Tick
from jamd.music.time.swing import swung

BAR, BEAT = 3840, 960


def offbeats(first: int, count: int, swing: float) -> tuple[Note, ...]:
    """The off-beats of some beats."""
    starts = [swung(Tick(first + beat * BEAT + BEAT // 2), swing) for beat in range(count)]
    return tuple(Note(start, 51, Tick(start + 100), 60) for start in starts)


def starts(notes: tuple[Note, ...]) -> list[int]:
    return [note.start for note in notes]


def test_what_is_written_again_replaces_what_was_there() -> None:
    score = Score()
    score.write(Tick(0), (), offbeats(0, 8, 1.0), 1.0, Tick(-BAR))
    score.write(Tick(BAR), score.before(Tick(BAR)), offbeats(BAR, 1, 1.0), 1.0, Tick(-BAR))
    assert starts(score.before(Tick(9 * BAR))) == [480, 1440, 2400, 3360, 4320]
    score.write(Tick(2 * BAR), score.before(Tick(2 * BAR)), (), 1.0, Tick(BAR))
    assert starts(score.before(Tick(9 * BAR))) == [4320]


def test_an_offbeat_is_one_still_after_a_change_of_tempo() -> None:
    score = Score()
    score.write(Tick(0), (), offbeats(0, 4, 2.6), 2.6, Tick(-BAR))
    score.write(Tick(BAR), score.before(Tick(BAR)), offbeats(BAR, 4, 1.0), 1.0, Tick(-BAR))
    assert starts(score.before(Tick(BAR)))[0] == 693
    retold = score.retold(Tick(0), Tick(2 * BAR), 1.0)
    assert starts(retold) == starts(offbeats(0, 8, 1.0))
    slow = score.retold(Tick(0), Tick(2 * BAR), 2.6)
    assert starts(slow) == starts(offbeats(0, 8, 2.6))


def test_a_count_in_is_no_music() -> None:
    score = Score()
    sticks = tuple(Note(Tick(tick), 37, Tick(tick + 100), 90) for tick in (-BAR, -BEAT))
    score.write(Tick(-BAR), (), sticks + offbeats(0, 1, 1.0), 1.0, Tick(-BAR))
    assert len(score.before(Tick(BAR))) == 3
    assert starts(score.retold(Tick(-BAR), Tick(BAR), 1.0)) == [480]
