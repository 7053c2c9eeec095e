"""A control as an entry of `controls:` in config.yaml: what `bindings.py` reads."""

from typing import Any

from jamd.ipc.settings import Binding


def entry_of(binding: Binding) -> dict[str, Any]:
    """Only what has to be said."""
    midi = binding.kind if binding.kind.startswith("bend") else f"{binding.kind} {binding.number}"
    entry = {"midi": midi, "channel": binding.channel, "does": binding.name, "value": binding.value}
    return {key: value for key, value in entry.items() if value is not None}
