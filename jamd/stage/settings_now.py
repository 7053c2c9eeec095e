"""The settings as they are now, by the names of the commands that set them: what is saved in config.yaml."""

from typing import Final, Protocol

from jamd.commands.clock_rows import OFFSET, SOURCE, TEMPO
from jamd.commands.kinds import Value
from jamd.commands.part_rows import PLAYER
from jamd.commands.rig_rows import CLOCK_LATENCY, INPUT, LATENCY, OUTPUT, SEND
from jamd.commands.table import COMMANDS, JAM_SETTINGS, PART_SETTINGS
from jamd.music.events import Clock, Controls, Delivery, Ports

_BPM_DIGITS: Final = 1


class Shown(Protocol):
    """What the others have last said of themselves."""

    @property
    def clock(self) -> Clock: ...
    @property
    def controls(self) -> Controls: ...
    @property
    def ports(self) -> Ports: ...
    @property
    def delivery(self) -> Delivery: ...


def settings_now(shown: Shown) -> dict[str, Value]:
    """Those that config.yaml has a key for, but the chart. No tempo where jamd's own clock does not lead."""
    jam, ports, delivery = shown.controls.settings, shown.ports, shown.delivery
    now: dict[str, Value] = {name: getattr(jam, name) for name in JAM_SETTINGS}
    for part, musician in jam.parts.items():
        now |= {f"{part}.{name}": getattr(musician, name) for name in PART_SETTINGS}
        now |= {f"{part}.{name}": value for name, value in jam.own(part).items()}
        now[f"{part}.{PLAYER.name}"] = shown.controls.players.get(part)
        now[f"{part}.{LATENCY.name}"] = delivery.latency_ms.get(part, 0.0)
    now |= {INPUT.name: ports.asked[0], OUTPUT.name: ports.asked[1], SEND.name: delivery.sending}
    now |= {
        LATENCY.name: delivery.latency_ms.get("all", 0.0),
        CLOCK_LATENCY.name: delivery.latency_ms.get("clock", 0.0),
    }
    now |= {SOURCE.name: shown.clock.source, OFFSET.name: delivery.offset_ms}
    if shown.clock.source == SOURCE.default:
        now[TEMPO.name] = round(shown.clock.timeline.bpm, _BPM_DIGITS)
    return {name: value for name, value in now.items() if COMMANDS[name].config}
