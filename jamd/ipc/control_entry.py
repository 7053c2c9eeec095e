"""A control as an entry of `controls:` in config.yaml: what `bindings.py` reads."""

from typing import Any

from jamd.commands.binding import Binding


def entry_of(binding: Binding) -> dict[str, Any]:
    """Only what has to be said."""
    midi = binding.kind if binding.kind.startswith("bend") else f"{binding.kind} {binding.number}"
    entry: dict[str, Any] = {"midi": midi, "channel": binding.channel, "does": binding.name, "value": binding.value}
    entry |= {"gesture": None if binding.gesture == "tap" else binding.gesture, "toggle": binding.toggle or None}
    entry |= {"when": binding.when, "while": binding.during, "range": binding.range, "step": binding.step}
    return {key: value for key, value in entry.items() if value is not None}
