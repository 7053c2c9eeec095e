"""Every row of the table of players plays; settings, page and commands offer what it holds."""

from typing import get_args

import pytest

from jamd.commands.player_table import PLAYERS, continuing, fallback, names
from jamd.commands.table import command_named
from jamd.config.parts import Parts
from jamd.config.process_settings import stage_settings
from jamd.config.schema import Config
from jamd.errors import ConfigError
from jamd.music.drawing import DRAWN
from jamd.music.time.notes import BAND
from jamd.players.onnx_model import MODELS, read_card
from jamd.players.registry import make_player


@pytest.mark.parametrize("row", PLAYERS, ids=lambda row: f"{row.part}-{row.name}")
def test_every_row_gives_a_player_of_its_part_with_its_networks(row):
    assert make_player(row.part, row.name).part == row.part
    assert [read_card(MODELS, network).name for network in row.networks] == list(row.networks)


def test_a_name_stands_once_in_a_part_and_everybody_has_the_rules_as_fallback():
    for part in BAND:
        assert len(set(names(part))) == len(names(part))
        assert fallback(part) == "rules"


def test_settings_page_and_commands_offer_the_players_of_the_table():
    web = stage_settings(Config(), seed=1).web
    assert web is not None
    for part in BAND:
        field = type(getattr(Parts(), part)).model_fields["player"]
        assert get_args(field.annotation) == names(part) == web.choices[part]
        assert all(command_named(f"{part}.player").read(name) == name for name in names(part))
        assert field.default in names(part)
        assert all(name in str(field.metadata) for name in names(part))


def test_an_unknown_name_is_answered_with_those_that_exist():
    with pytest.raises(ConfigError, match="there is no player 'nobody'; use drummer, seed, rules"):
        make_player("drums", "nobody")


def test_a_drawing_is_continued_by_the_chosen_player_where_it_can():
    assert all(continuing(part, "rules") for part in DRAWN)
    assert continuing("piano", "seed") == "seed"
    assert continuing("piano", "rules") == "pianist"
