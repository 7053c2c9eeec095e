"""The key of a form that was heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.charts.builtin import builtin_names
from jamd.music.charts.form import Change, Chart
from jamd.music.charts.load import load_chart
from jamd.music.charts.transpose import transposed_chart
from jamd.music.harmony.chords import parse_chord
from jamd.music.harmony.keys import transposed_key
from jamd.music.listening.key_finding import key_of
from jamd.music.time.notes import Meter


def chart(*names: str) -> Chart:
    """A chord a bar."""
    return Chart("a form", Meter(4), tuple((Change(0, parse_chord(name)),) for name in names))


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("Dm7", "G7", "Cmaj7", "A7"), "C"),
        (("Bm7b5", "E7", "Am6", "Am6"), "Am"),
        (("F7", "Bb7", "F7", "F7", "Bb7", "Bb7", "F7", "D7", "Gm7", "C7", "F7", "C7"), "F"),
        (("Dm7",) * 8, "Dm"),
        (("C",), "C"),
        (("N.C.",), ""),
    ],
)
def test_what_chords_do_tells_the_key(names: tuple[str, ...], key: str) -> None:
    assert key_of(chart(*names)) == key


NAMED = [
    name for name in builtin_names() if name.startswith(("blues-in", "aaba-in", "abac-in", "ballad-in", "bossa-in"))
]


def test_the_keys_of_built_in_tunes_are_found() -> None:
    found = [key_of(load_chart(f"builtin:{name}")) for name in NAMED]
    right = [_spelled(name) == key for name, key in zip(NAMED, found, strict=True)]
    assert len(NAMED) > 20
    assert sum(right) >= 0.9 * len(right)


def _spelled(name: str) -> str:
    tonic, *minor = name.partition("-in-")[2].split("-")
    return tonic.capitalize() + ("m" if minor else "")


@given(st.sampled_from(NAMED), st.integers(1, 11))
def test_law_a_transposed_form_is_in_the_transposed_key(name: str, up: int) -> None:
    tune = load_chart(f"builtin:{name}")
    assert key_of(transposed_chart(tune, up)) == transposed_key(key_of(tune), up)
