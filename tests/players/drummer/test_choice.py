"""Which version of a bar is played, without a network."""

import numpy as np
import pytest

from jamd.commands.choices import Style
from jamd.music import drum_kit as kit
from jamd.players.arrays import Array
from jamd.players.drummer.choice import NEAR, Bar, choose
from jamd.players.drummer.codec import MEMORY
from jamd.players.drummer.phrases import Phrase
from jamd.players.drummer.styles import drum_style
from jamd.players.drummer.writing import Answers
from jamd.players.steps import STEPS, STEPS_PER_BEAT

ALONE, UNLIKELIER = 16, 10.0  # a step far from the bar before; nats


def phrase(beats: int) -> Phrase:
    return Phrase(
        hits=5, talk=1, level=5, fill_from=None, after_fill=False, landing=False, foot=True, skip=0, loudness=0,
        beats=beats,
    )  # fmt: skip


def with_tom(plain: Array, step: int) -> Array:
    bar = plain.copy()
    bar[step, kit.MID_TOM] = 1
    return bar


@pytest.mark.parametrize(("style", "beats"), [("swing", 4), ("waltz", 3)])
@pytest.mark.parametrize("apart", [STEPS_PER_BEAT, NEAR - 2, NEAR, NEAR + 4])
def test_toms_across_the_bar_line_belong_together_if_they_are_near(style: Style, beats: int, apart: int) -> None:
    """One version has its tom so many steps behind the last tom of the bar before, a likelier one has it alone."""
    facts, step = drum_style(style, 140), 4
    plain = facts.plain(1)[0]
    history = np.repeat(plain[None], MEMORY, axis=0)
    history[-1] = with_tom(plain, beats * STEPS_PER_BEAT + step - apart)
    hits = np.stack([with_tom(plain, step), with_tom(plain, ALONE)])
    bar = Bar(phrase(beats), facts, plain, facts.law_of(0), None, np.zeros(STEPS), 140)
    chosen = choose(Answers(hits, np.array([-UNLIKELIER, 0.0])), history, bar, np.zeros(2))
    assert (chosen == 0) == (apart <= NEAR)
