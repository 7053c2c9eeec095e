"""635 spellings of our own beside another reader's answers.

`chord_symbol.tsv` holds a spelling and the pitch classes that npm's chord-symbol 4.0.0 (MIT) reads from it, without the
bass; none where it reads nothing. A difference has its reason here.
"""

from pathlib import Path

import pytest

from jamd.errors import ChartError
from jamd.music.harmony.chords import parse_chord
from jamd.music.harmony.qualities import DEGREES

ANSWERS = {
    symbol: {int(step) for step in steps.split()}
    for symbol, steps in (
        line.split("\t") for line in Path(__file__).with_name("chord_symbol.tsv").read_text("utf-8").splitlines()
    )
}
# Reason -> spellings.
DIFFERENCES = {
    "jamd keeps the fifth beside a flat thirteenth": """
        Cmb13 Cm7b13 C7sus4b13 C7b13sus C7b13sus4 C9susb13 C7b13 C7(b13) C7b9b13 C7#9b13 C7#11b13 C7b9#11b13 C7b9#9b13
        C7b9#9#11b13 C7(b9,b13) C7(#9,b13) C7(b9b13) C7(b9)(b13) C7(#9)(b13) C9b13 C9(b13) C9#11b13 C11b13""",
    "jamd keeps the third in a major or augmented eleventh": """
        Cmaj11 CM11 CMaj11 CMA11 CMa11 Cma11 C^11 CΔ11 C+11 Caug11""",
    "a plus or a minus before a ninth, eleventh or thirteenth raises or lowers it": """
        C7-9 C7+9 C7+11 C7-13 C7+4 C9+11 C13-9 C13+11""",
    "what stands in brackets behind a number brings nothing with it": "Cm7(11) Cm7(13) C7(13) C713 Cm6(9) C6(9)",
    "the seventh of a diminished ninth or eleventh is diminished": "Cdim9 Co9 Cdim11",
    "hdim is half-diminished": "Chdim7",
    "a power chord can be added to": "C5add9",
}
EXPLAINED = {symbol for symbols in DIFFERENCES.values() for symbol in symbols.split()}


def sounding(symbol: str) -> set[int]:
    """The pitch classes of a chord on C and of all its written extensions."""
    chord = parse_chord(symbol)
    return {*chord.chord_tones, *(DEGREES[each] for each in chord.extensions if each in DEGREES)}


@pytest.mark.parametrize("symbol", [symbol for symbol, steps in ANSWERS.items() if steps and symbol not in EXPLAINED])
def test_both_read_the_same_notes(symbol: str) -> None:
    if symbol == "Cm+7":  # minor with a major seventh to some, an augmented minor seventh to others
        with pytest.raises(ChartError):
            parse_chord(symbol)
    else:
        assert sounding(symbol) == ANSWERS[symbol]


@pytest.mark.parametrize("symbol", [symbol for symbol, steps in ANSWERS.items() if not steps])
def test_what_only_jamd_reads_is_a_chord(symbol: str) -> None:
    assert 0 in sounding(symbol)


@pytest.mark.parametrize("symbol", sorted(EXPLAINED))
def test_a_difference_that_is_explained_is_one(symbol: str) -> None:
    assert ANSWERS[symbol]
    assert sounding(symbol) != ANSWERS[symbol]
