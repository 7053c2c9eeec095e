"""Names of takes: by time and tune, and whether somebody has given another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.files.names import is_a_name
from jamd.stage.take_name import is_given_by_jamd, take_name

START = "2026-11-22T20:15:00+01:00"
TIME = "2026-11-22_20-15-00"


def test_a_take_is_named_after_its_time_and_tune() -> None:
    assert take_name(START, "Blues in Bb") == f"{TIME}_Blues_in_Bb"
    assert take_name(START, "What now?") == f"{TIME}_What_now"
    assert take_name(START, "") == TIME


@given(st.text(max_size=60))
def test_law_any_tune_gives_a_name_that_is_known_to_be_ours(tune: str) -> None:
    name = take_name(START, tune)
    assert is_a_name(f"{name}_2")
    assert is_given_by_jamd(name, tune)
    assert is_given_by_jamd(f"{name}_2", tune)


@pytest.mark.parametrize("name", ["blues, slow", f"{TIME}_the_good_one", f"{TIME}_Blues_in_Bb,_slow"])
def test_a_name_that_somebody_gave_is_not_ours(name: str) -> None:
    assert not is_given_by_jamd(name, "Blues in Bb")
    assert not is_given_by_jamd(name, "")


@pytest.mark.parametrize("name", [TIME, f"{TIME}_2"])
def test_a_take_of_a_tune_that_somebody_named_after_its_time_alone_is_not_ours(name: str) -> None:
    assert not is_given_by_jamd(name, "Blues in Bb")
    assert is_given_by_jamd(name, "")
