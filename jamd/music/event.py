"""What all messages between the processes are."""

import msgspec


class Event(msgspec.Struct, frozen=True, tag=True, array_like=True, gc=False):
    """Anything that travels between wire, band and stage."""
