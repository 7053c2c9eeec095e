from jamd.players.written_bars import REMEMBERED, WrittenBars


def asked(bars: WrittenBars[str], *numbers: int) -> list[int]:
    """Bars are asked for in turn: those that had to be written."""
    written: list[int] = []

    def write(number: int) -> str:
        written.append(number)
        return f"bar {number}"

    for number in numbers:
        assert bars.get(number, lambda number=number: write(number)) == f"bar {number}"
    return written


def test_a_bar_is_written_once():
    assert asked(WrittenBars(), 1, 2, 1, 2, 1) == [1, 2]


def test_what_was_not_asked_for_the_longest_is_forgotten():
    bars: WrittenBars[str] = WrittenBars()
    asked(bars, *range(REMEMBERED))
    assert asked(bars, 0, REMEMBERED) == [REMEMBERED]
    assert asked(bars, 0, 2, REMEMBERED) == []
    assert asked(bars, 1) == [1]
