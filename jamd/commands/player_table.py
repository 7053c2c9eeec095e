"""Who can play: a row for each player, by part and by the name that config.yaml, the page and the judge use.

A new player is a folder in `jamd/players` and a row here; a network of its own is a module of the network's name in
`train/networks`. Classes are named as text, so that settings, page and commands list the players without loading numpy
or onnxruntime; `jamd.players.registry` makes them.
"""

from typing import Final, NamedTuple

from jamd.commands.choices import BandPart


class PlayerRow(NamedTuple):
    part: BandPart
    name: str
    summary: str  # in config.yaml, behind the name
    module: str
    class_name: str  # made from the folder of the networks where it has some, else from nothing
    networks: tuple[str, ...] = ()  # their cards are models/<network>.json
    continues_drawings: bool = False  # plays on from notes that were drawn, without a chart


PLAYERS: Final = (
    PlayerRow(
        "drums",
        "drummer",
        "two networks",
        "jamd.players.drummer.drummer",
        "Drummer",
        ("drummer_notes", "drummer_touch"),
        True,
    ),
    PlayerRow("drums", "seed", "the small network", "jamd.players.seed.drummer", "SeedDrummer", ("seed_drums",), True),
    PlayerRow("drums", "rules", "written by hand", "jamd.players.rules.drummer", "RulesDrummer"),
    PlayerRow(
        "piano",
        "pianist",
        "three networks",
        "jamd.players.pianist.pianist",
        "Pianist",
        ("pianist_comping", "pianist_line_rhythm", "pianist_line_pitch"),
        True,
    ),
    PlayerRow("piano", "seed", "the small network", "jamd.players.seed.pianist", "SeedPianist", ("seed_piano",), True),
    PlayerRow("piano", "rules", "written by hand", "jamd.players.rules.pianist", "RulesPianist"),
    PlayerRow("bass", "bassist", "walks, grooves and solos", "jamd.players.bassist.bassist", "Bassist"),
    PlayerRow("bass", "rules", "roots and fifths", "jamd.players.rules.bassist", "RulesBassist"),
)

# Who plays when nobody says otherwise: for each part the player that the evaluation puts first.
DEFAULT_PLAYERS: Final[dict[BandPart, str]] = {"drums": "drummer", "piano": "pianist", "bass": "bassist"}


def rows(part: BandPart) -> tuple[PlayerRow, ...]:
    return tuple(row for row in PLAYERS if row.part == part)


def names(part: BandPart) -> tuple[str, ...]:
    """The players of a part, in the order in which they are offered."""
    return tuple(row.name for row in rows(part))


def fallback(part: BandPart) -> str:
    """Who plays a plan where the chosen player fails, and the last hit of a tune: the plainest one, listed last."""
    return names(part)[-1]


def summary(part: BandPart) -> str:
    """What the names of a part mean, in one line."""
    return "; ".join(f"{row.name}: {row.summary}" for row in rows(part))


def continuing(part: BandPart, chosen: str) -> str:
    """Who continues a drawing: the chosen player if it can, else the first that can."""
    able = [row.name for row in rows(part) if row.continues_drawings]
    return chosen if chosen in able else able[0]
