"""Every control takes what it says and changes what it says, and nothing else."""

import msgspec
import pytest

from jamd.errors import CommandError
from jamd.music.planning.controls import changed
from jamd.music.settings import BassistSettings, JamSettings, PartSettings, PianistSettings
from jamd.music.time.notes import BAND, Meter

JAM = JamSettings(Meter(4), {part: PartSettings() for part in BAND}, seed=1)


def test_a_control_of_the_jam() -> None:
    assert changed(JAM, "trade_bars", 8) == msgspec.structs.replace(JAM, trade_bars=8)
    assert changed(JAM, "harmony", "follow").harmony == "follow"


def test_a_control_of_a_part_leaves_the_others_alone() -> None:
    assert changed(JAM, "drums.volume", 0.5).parts == {**JAM.parts, "drums": PartSettings(volume=0.5)}


def test_a_control_of_the_pianist_alone() -> None:
    assert changed(JAM, "piano.restless", 0.9) == msgspec.structs.replace(JAM, pianist=PianistSettings(restless=0.9))
    assert changed(JAM, "bass.follow", 0.0) == msgspec.structs.replace(JAM, bassist=BassistSettings(follow=0.0))


@pytest.mark.parametrize(
    ("name", "value"),
    [("intensity", 1.1), ("swing", -0.1), ("split", 128), ("trade_bars", 5), ("mode", "duet"), ("piano.mute", 1)],
)
def test_other_values_are_refused(name: str, value: object) -> None:
    with pytest.raises(CommandError):
        changed(JAM, name, value)


@pytest.mark.parametrize(
    ("commands", "heard"),
    [
        ({}, {"drums", "bass", "piano"}),
        ({"drums.mute": True}, {"bass", "piano"}),
        ({"drums.solo": True}, {"drums"}),
        ({"bass.mute": True}, {"drums", "piano"}),
        ({"drums.solo": True, "piano.solo": True}, {"drums", "piano"}),
        ({"drums.solo": True, "drums.mute": True}, set()),
    ],
)
def test_who_is_heard(commands: dict[str, object], heard: set[str]) -> None:
    jam = JAM
    for name, value in commands.items():
        jam = changed(jam, name, value)
    assert {part for part in jam.parts if jam.audible(part)} == heard
