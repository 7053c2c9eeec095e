"""What a stranger wants to know of each player first: musts and aims, likelihood, copying, answers, what is worst."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from jamd.commands import player_table
from jamd.music.time.notes import BandPart
from train.judge.measures.bass_targets import BASS
from train.judge.measures.drum_targets import RealRange
from train.judge.measures.piano_targets import ANSWERS, BREATHS, CARRYING_ON, ENTRIES, LINES
from train.judge.table import NOT_COMPARED

WORST = 5  # figures


class Entry(NamedTuple):
    """One player's figure."""

    id: str
    figure: dict[str, Any]  # of the table
    its: dict[str, Any]  # the player's own: value, ci, must_met ...

    @property
    def said(self) -> str:
        """The value with its interval."""
        value, ci = self.its["value"], self.its["ci"]
        if value is None:
            notes = self.its.get("notes", NOT_COMPARED)
            return "-" if notes == NOT_COMPARED else f"- ({notes})"
        return f"{value:.3g}" + (f" ({ci[0]:.3g} .. {ci[1]:.3g})" if ci else "")


def entries(part: dict[str, Any], player: str) -> list[Entry]:
    """Every figure of a shipped player."""
    return [
        Entry(id, figure, figure if player == part["player"] else figure["baselines"].get(player, {"value": None,
                                                                                            "ci": None}))
        for id, figure in part["measures"].items()
    ]  # fmt: skip


def summary(part: dict[str, Any]) -> Iterator[str]:
    """Lines of Markdown."""
    players = player_table.names(part["part"])
    yield f"| | {' | '.join(players)} |\n|---|{'---|' * len(players)}\n"
    columns = [_facts(entries(part, player), _GROUPS[part["part"]]) for player in players]
    for name in columns[0]:
        yield f"| {name} | {' | '.join(column[name] for column in columns)} |\n"
    for player in players:
        found = entries(part, player)
        if any("must_met" in entry.its for entry in found):
            yield f"\n{player}, what is worst: {_worst(found)}.\n"


def _facts(found: list[Entry], groups: dict[str, tuple[str, ...]]) -> dict[str, str]:
    facts = {"musts met": _met(found, "must"), "aims met": _met(found, "aim")}
    for name, ids in groups.items():
        facts[name] = "; ".join(_line(entry) for id in ids for entry in found if entry.id == id)
    for name, prefixes in _MUSTS_OF.items():
        inside = [entry for entry in found if entry.id.startswith(prefixes)]
        if inside:
            facts[name] = f"{_met(inside, 'must')} musts"
    return facts


_DRUMS: dict[str, tuple[str, ...]] = {
    "likelihood: under adaptive odds on its own grid": ("D1",),
    "copied runs of two bars (real in brackets)": ("D9.alone.runs", "D9.behind.runs"),
    "copied busy bars": ("D9.alone.bars", "D9.behind.bars"),
    "a hot keyboardist: hits a bar, velocity": ("D7.hits", "D7.velocity"),
    "meets the keyboardist: soloists, trios, accents": ("D8.meet", "D8.trios", "D8.accent_caught"),
    "styles recognised": ("style",),
}
_PIANO: dict[str, tuple[str, ...]] = {
    "likelihood: under an n-gram": ("P1",),
    "perplexity of the next pitch": ("P8",),
    "copied runs of 8 notes, in units of people's": ("P7",),
    "bars until it follows a modulation": ("P9",),
}
_BASS: dict[str, tuple[str, ...]] = {
    "notes of the longest run that a training bass plays, too (real in brackets)": ("copied.longest",),
    "bars that begin on the new root where a chord was changed": ("chord.root",),
    "bars until it follows a modulation": ("follow",),
    "notes a bar beside a left hand that walks, in a drum solo": ("left_hand.beside", "drum_solo.notes"),
}
_GROUPS: dict[BandPart, dict[str, tuple[str, ...]]] = {"drums": _DRUMS, "piano": _PIANO, "bass": _BASS}


def _of(mode: str, ranges: Sequence[RealRange]) -> tuple[str, ...]:
    return tuple(f"{mode}.{one.id}" for one in ranges)


_MUSTS_OF = {
    "structure, density, touch alone": ("D3.alone", "D4.alone", "D5.alone", "D6.alone"),
    "the same behind a soloist": ("D3.behind", "D4.behind", "D5.behind", "D6.behind"),
    "comping behind a soloist": ("comp.",),
    "lines: trading": _of("trade", LINES),
    "lines: continuing": _of("continue", LINES),
    "lines: soloing": _of("solo", LINES),
    "answers": _of("trade", ANSWERS),
    "coming in after you": (*_of("continue", ENTRIES), *_of("breaths", (*ENTRIES, *BREATHS))),
    "carrying a phrase on": _of("continue", CARRYING_ON),
    "bass alone": _of("alone", BASS),
    "bass behind a soloist": _of("behind", BASS),
    "bass: listening": ("chord.", "key.", "follow", "intensity.", "left_hand.", "drum_solo."),
    "controls": ("control.",),
    "live": ("S",),
}


def _line(entry: Entry) -> str:
    real = entry.figure["real"]
    beside = f" [{real:.3g}]" if real is not None and entry.id.startswith(("D9", "copied")) else ""
    return entry.said + beside


def _met(found: list[Entry], word: str) -> str:
    """Figures that cannot be told are left out."""
    told = [entry.its[f"{word}_met"] for entry in found if f"{word}_met" in entry.its]
    return f"{sum(told)} of {len(told)}"


def _worst(found: list[Entry]) -> str:
    missed = [entry for entry in found if entry.its.get("must_missed_by", 0) > 0]
    missed.sort(key=lambda entry: -entry.its["must_missed_by"])
    told = (f"{entry.id} {entry.said}, must {entry.figure['must']}" for entry in missed[:WORST])
    return "; ".join(told) or "every must is met"
