"""The band gives way where you use its channel."""

from hypothesis import given
from hypothesis import strategies as st

from jamd.files.channels import apart, moved, opening
from jamd.files.held import Held
from jamd.music.time.notes import BandPart


def test_a_part_keeps_its_channel_or_takes_the_lowest_that_is_free() -> None:
    assert apart(frozenset({3}), {"piano": 1, "drums": 10}) == {"piano": 1, "drums": 10}
    assert apart(frozenset({1}), {"piano": 1, "drums": 10}) == {"piano": 2, "drums": 10}
    assert apart(frozenset({1, 10}), {"piano": 1, "drums": 10}) == {"piano": 2, "drums": 3}
    assert apart(frozenset(range(1, 17)), {"piano": 1, "drums": 10}) == {"piano": 1, "drums": 10}


@given(st.frozensets(st.integers(1, 16), max_size=13), st.integers(1, 9))
def test_law_nobody_shares_a_channel(yours: frozenset[int], piano: int) -> None:
    found = apart(yours, {"piano": piano, "drums": 10})
    assert not yours & set(found.values())
    assert found["piano"] != found["drums"]


def test_a_part_that_moved_is_told() -> None:
    wanted: dict[BandPart, int] = {"piano": 1, "drums": 3}
    assert list(moved(frozenset({5}), wanted, wanted)) == []
    assert list(moved(frozenset({1, 3}), wanted, {"piano": 2, "drums": 4})) == [
        "you play on channel 1, so the piano is on channel 2",
        "you play on channel 3, so the drums are on channel 4, as a GM2 drum kit",
    ]
    assert list(moved(frozenset(range(1, 17)), wanted, wanted)) == [
        "you leave no channel for the piano and drums: on the second MIDI port of the file"
    ]


def test_a_part_on_another_channel_says_its_sound_first() -> None:
    assert opening("piano", 1, 1) == []
    assert opening("piano", 2, 1) == [b"\xc1\x00"]
    assert opening("bass", 3, 2) == [b"\xc2\x20"]
    assert opening("drums", 2, 10) == [b"\xb1\x00\x78", b"\xb1\x20\x00", b"\xc1\x00"]


def test_a_part_that_has_a_program_says_it_on_any_channel() -> None:
    assert opening("bass", 2, 2, program=34) == [b"\xc1\x21"]
    assert opening("bass", 3, 2, program=34) == [b"\xc2\x21"]
    assert opening("drums", 10, 10, program=41) == [b"\xc9\x28"]  # a kit with brushes
    assert opening("drums", 2, 10, program=41) == [b"\xb1\x00\x78", b"\xb1\x20\x00", b"\xc1\x28"]


def test_what_is_down_is_let_go_of() -> None:
    held = Held()
    for data in (b"\x90\x3c\x40", b"\x91\x3c\x40", b"\x90\x3e\x40", b"\xb0\x40\x7f", b"\xb1\x42\x40", b"\x80\x3e\x00"):
        held.hear(data)
    assert held.releases() == [b"\x80\x3c\x00", b"\x81\x3c\x00", b"\xb0\x40\x00", b"\xb1\x42\x00"]
    held.hear(b"\xb0\x7b\x00")  # All Notes Off
    held.hear(b"\xb1\x79\x00")  # Reset All Controllers
    assert held.let_go() == [b"\x81\x3c\x00", b"\xb0\x40\x00"]
    assert held.releases() == []
