"""The report as Markdown: every figure of the real music, the players and the baselines, side by side."""

from typing import Any

from jamd.commands import player_table
from train.judge.summary import summary

_HEAD = """# The judge's report

Written by `python -m train.judge --prepared DIR` on {date}; do not edit. {seconds} seconds on {machine}, beside
whatever else ran. Players run as in the daemon: its planner in virtual time, the shipped ONNX files, a keyboardist who
is heard only once he has played. Means over takes, 95 % intervals by drawing the takes again (1000 times). A `must` is
about what nine in ten real takes have, an `aim` about the middle half. A figure that cannot be told counts nowhere. One
seed for each take, temperature 1.

Four judges must agree, for each of them alone can be cheated: likelihood of drummers and soloists who were held out,
figures of free playing, interventions (the keyboardist or a control is changed, and the rest is not), and copying.
"""


def report(found: dict[str, Any]) -> str:
    lines = [_HEAD.format(**found)]
    for name, part in found["parts"].items():
        lines.append(f"\n## {name.capitalize()}\n\n")
        lines += summary(part)
    lines.append(_DROPPED)
    for name, part in found["parts"].items():
        where = f"On {part['evaluation_set']}; {part['files']} pieces, {part['bars']} bars."
        lines.append(f"\n## {name.capitalize()}: every figure\n\n{where}\n")
        lines += _table(part)
        lines += _notes(part)
        lines.append(f"\n![{name}](report/{name}.png)\n")
    lines.append("\n## Cross-checks\n\n| what | published | here |\n|---|---|---|\n")
    lines += [f"| {what} | {published} | {here} |\n" for what, published, here in found["checks"]]
    lines.append(_WHY)
    return "".join(lines)


_DROPPED = """
## What is no longer asked

- P4 (chroma rise from bar to bar): real solos have none (-.0002); motifs that are taken up (`motif_all`) take its
  place.
- P6 (overlap of nine features): it does not discriminate; an n-gram has .849, one half of the real solos .875.
- P5 and P3 of comping: judged against a program that fails its own must, and a bare fifth scores full marks. Figures of
  real comping (`comp`) take their place.
- D2 as "mean of 8 + .02": a real bar of the same drummer is .58 like his last eight; asking for more asks for a loop.
- D4 and D5 as ratios, D6 as "the asked ratio", D7 as a test of signs, D8 over 24 bars: machines, noise, obedience, one
  velocity more and the first bars of a take pass them.
"""
_WHY = """
Where they differ: the drum figures quoted were measured on a selection of takes that was not said (22 long ones; here
21 have 32 bars), with Groove's test side, which is not here. Over all takes the next bar agrees within .02, but for
the most common bar, which depends most on what it is counted from; over takes of 16 bars and more everything is .03 to
.04 lower, and in both the order is the same. The adaptive odds cost 2 to 3 bits more here, whatever weight the marginal
has (1 to 8 bars' worth tried, 2 to 3 are best); the marginal itself agrees, so it is the takes that differ.
Scale tones of solos (P3.scale) depend on which scales count as fitting: jamd's hold every written colour.
"""


def _table(part: dict[str, Any]) -> list[str]:
    players = [part["player"], *dict.fromkeys(n for f in part["measures"].values() for n in f["baselines"])]
    shipped = player_table.names(part["part"])
    players.sort(key=lambda name: shipped.index(name) if name in shipped else len(shipped))
    lines = [
        f"\n| | must | aim | known | real | {' | '.join(players)} |\n|---|---|---|---|---|{'---|' * len(players)}\n"
    ]
    for id, figure in part["measures"].items():
        cells = [_cell(part, figure, name) for name in players]
        asked = " | ".join(figure[word] or " " for word in ("must", "aim", "known"))
        lines.append(f"| {id} | {asked} | {_real(figure)} | {' | '.join(cells)} |\n")
    return lines


def _cell(part: dict[str, Any], figure: dict[str, Any], name: str) -> str:
    its = figure if name == part["player"] else figure["baselines"].get(name, {"value": None, "ci": None})
    if its["value"] is None:
        return "-"
    value = _short(its["value"])
    if name == part["player"] and _wins(figure):
        value = f"**{value}**"
    return value + (f" ({_short(its['ci'][0])}..{_short(its['ci'][1])})" if its["ci"] else "")


def _real(figure: dict[str, Any]) -> str:
    low, high = figure["real_ci"] or (0.0, 0.0)
    return _short(figure["real"]) + (f" ({_short(low)}..{_short(high)})" if low < high else "")


def _wins(figure: dict[str, Any]) -> bool:
    """Whether it is significantly better than every other competitor with a figure."""
    sign = {"more": 1, "less": -1}.get(figure["better"], 0)
    spans = [its["difference"]["ci"] for its in figure["baselines"].values() if "difference" in its]
    return bool(sign and spans) and all(span is not None and min(sign * end for end in span) > 0 for span in spans)


def _notes(part: dict[str, Any]) -> list[str]:
    lines = ["\n"]
    for id, figure in part["measures"].items():
        lines.append(f"- {id}: {figure['description']} ({figure['better']} is better).")
        reasons: dict[str, list[str]] = {}
        for name, its in ((part["player"], figure), *figure["baselines"].items()):
            if its.get("notes"):
                reasons.setdefault(its["notes"], []).append(name)
        lines += [f" {', '.join(names)}: {why}." for why, names in reasons.items()]
        lines.append("\n")
    return lines


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"
