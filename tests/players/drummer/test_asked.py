"""What is asked of the network for a bar: the whole of it, for every style, without the network."""

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest

from jamd.commands.choices import Style
from jamd.music import drum_kit as kit
from jamd.players.arrays import Array
from jamd.players.drummer.asked import ANSWER, KEPT, LEANT, answering, bias_of
from jamd.players.drummer.biases import NEVER
from jamd.players.drummer.codec import VOICES
from jamd.players.drummer.phrases import Phrase
from jamd.players.drummer.styles import DrumStyle, drum_style, is_ridden
from jamd.players.steps import STEPS, STEPS_PER_BEAT

EVEN: tuple[Style, ...] = ("bossa", "samba", "funk", "even")
ALL: tuple[Style, ...] = (*EVEN, "swing", "ballad", "shuffle", "waltz")
PLAIN = Phrase(
    hits=8, talk=2, level=8, fill_from=None, after_fill=False, landing=False, foot=True, skip=1.3, loudness=0
)
FILL = msgspec.structs.replace(PLAIN, fill_from=STEPS // 2, around=True)
SOLO = msgspec.structs.replace(PLAIN, solo=True, recalls=True)
LANDING = msgspec.structs.replace(PLAIN, landing=True, after_fill=True)
PHRASES = {"plain": PLAIN, "fill": FILL, "solo": SOLO, "landing": LANDING}
NOTHING = np.zeros((STEPS, VOICES), np.float32)


def asked(style: DrumStyle, phrase: Phrase, plain: Array, bar: int = 0, law: Array | None = None) -> Array:
    here = style.law_of(bar, phrase.fill_from) if law is None else law
    return bias_of(style, phrase, plain, here, plain)


def bars_of(style: DrumStyle) -> Iterator[tuple[int, Array]]:
    """Every bar of every plain groove."""
    return ((bar, plain[bar]) for plain in style.plains for bar in range(len(plain)))


@pytest.mark.parametrize("style", EVEN)
@pytest.mark.parametrize("bpm", [100, 200])
@pytest.mark.parametrize("phrase", PHRASES)
def test_no_kick_sounds_twice(style: Style, bpm: float, phrase: str) -> None:
    """A pad that bounced, in the training takes: a second kick 50 ms behind the first. Not even a landing brings it."""
    facts = drum_style(style, bpm)
    for bar, plain in bars_of(facts):
        assert (asked(facts, PHRASES[phrase], plain, bar)[1::STEPS_PER_BEAT, kit.KICK] == NEVER).all()


@pytest.mark.parametrize("style", ["funk", "shuffle"])
@pytest.mark.parametrize("phrase", PHRASES)
def test_the_hand_is_asked_for_one_cymbal_at_a_time(style: Style, phrase: str) -> None:
    facts = drum_style(style, 100)
    for bar, plain in bars_of(facts):
        one, other = (kit.RIDE, kit.CLOSED_HAT) if is_ridden(plain[None]) else (kit.CLOSED_HAT, kit.RIDE)
        bias = asked(facts, PHRASES[phrase], plain, bar)
        assert (bias[:, other] < bias[:, one] - 1).all()


@pytest.mark.parametrize("style", ALL)
@pytest.mark.parametrize("phrase", PHRASES)
def test_the_law_adds_so_much_to_what_it_names_and_to_nothing_else(style: Style, phrase: str) -> None:
    facts, form = drum_style(style, 100), PHRASES[phrase]
    for bar, plain in bars_of(facts):
        law = facts.law_of(bar, form.fill_from)
        added = asked(facts, form, plain, bar) - asked(facts, form, plain, bar, law=NOTHING)
        np.testing.assert_allclose(added, KEPT * law, atol=1e-5)


@pytest.mark.parametrize("style", ALL)
def test_neither_the_style_nor_its_law_is_changed_by_asking(style: Style) -> None:
    facts = drum_style(style, 100)
    law, bias = facts.law.copy(), None if facts.bias is None else facts.bias.copy()
    for _ in range(2):
        first = asked(facts, SOLO, facts.plain(1)[0])
    np.testing.assert_array_equal(first, asked(facts, SOLO, facts.plain(1)[0]))
    np.testing.assert_array_equal(facts.law, law)
    np.testing.assert_array_equal(facts.bias, bias)


@pytest.mark.parametrize("style", ALL)
def test_a_fill_asks_for_drums_in_its_own_steps_alone_and_a_landing_for_the_one(style: Style) -> None:
    facts = drum_style(style, 100)
    plain = facts.plain(1)[0]
    usual = asked(facts, PLAIN, plain, law=NOTHING)
    more = asked(facts, FILL, plain, law=NOTHING) - usual
    drums = [kit.SNARE, kit.LOW_TOM, kit.MID_TOM, kit.HIGH_TOM]
    assert (more[STEPS // 2 :, drums] > 1).all()
    more[STEPS // 2 :, drums] = 0
    assert not more.any()
    landing = asked(facts, LANDING, plain, law=NOTHING) - usual
    assert set(zip(*np.nonzero(landing), strict=True)) == {(0, kit.KICK), (0, kit.CRASH)}


def test_only_a_style_that_skips_has_the_rides_skip_notes() -> None:
    for style, skips in (("swing", True), ("waltz", True), ("bossa", False), ("shuffle", False)):
        facts = drum_style(style, 140)
        still = msgspec.structs.replace(PLAIN, skip=0.0)
        plain = facts.plain(1)[0]
        more = asked(facts, PLAIN, plain) - asked(facts, still, plain)
        assert set(np.flatnonzero(more[:, kit.RIDE]).tolist()) == ({4, 16} if skips else set()), style


def test_an_expected_accent_is_answered_as_strongly_as_the_phrase_says() -> None:
    accents, leaning = np.eye(STEPS)[16], np.eye(STEPS)[10]
    for follow in (0.0, 1.0, 2.0):
        bias = answering(msgspec.structs.replace(PLAIN, answer=follow), accents, leaning)
        assert bias.shape == (STEPS, 1)
        assert bias[[16, 10], 0].tolist() == [follow * ANSWER, follow * LEANT]
        assert np.count_nonzero(bias) == 2 * bool(follow)
    assert not answering(PLAIN, None, np.zeros(STEPS)).any()
