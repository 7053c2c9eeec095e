"""Each part has a MIDI channel of its own."""

from itertools import product
from pathlib import Path

import pytest

from jamd.config.channels import channels, gave_way
from jamd.config.load import load_config
from jamd.config.parts import Parts
from jamd.errors import ConfigError


def parts(folder: Path, *sets: str) -> Parts:
    path = folder / "config.yaml"
    path.touch()
    return load_config(path, sets).parts


def test_a_default_gives_way_to_what_somebody_wrote_and_says_so(tmp_path: Path) -> None:
    told = parts(tmp_path, "parts.piano.channel=2")
    assert channels(told) == {"piano": 2, "bass": 3, "drums": 10}
    assert list(gave_way(told)) == ["parts.piano.channel is 2, so the bass is on channel 3"]


def test_nothing_is_said_of_a_part_that_nobody_plays(tmp_path: Path) -> None:
    assert list(gave_way(parts(tmp_path, "parts.piano.channel=2", "parts.bass.enabled=false"))) == []
    assert list(gave_way(parts(tmp_path))) == []


def test_two_channels_that_are_written_alike_are_a_fault_of_both_keys(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"parts: piano\.channel and bass\.channel are both 2; give each its own"):
        parts(tmp_path, "parts.piano.channel=2", "parts.bass.channel=2")


def test_no_two_parts_share_a_channel_and_what_is_written_stands(tmp_path: Path) -> None:
    for piano, drums in product((1, 2, 10, 16), repeat=2):
        if piano != drums:
            found = channels(parts(tmp_path, f"parts.piano.channel={piano}", f"parts.drums.channel={drums}"))
            assert len(set(found.values())) == 3
            assert (found["piano"], found["drums"]) == (piano, drums)
