"""Before anything is measured: do the ports exist, and are they free?"""

from contextlib import closing

from jamd.config.process_settings import port_settings
from jamd.config.schema import Config
from jamd.errors import DeviceError
from jamd.ipc.settings import IN_NAME, OUT_NAME
from jamd.wire.guest_ports import GuestPorts
from jamd.wire.port_choice import PortChoice
from jamd.wire.ports import available_ports


def checked_ports(config: Config) -> PortChoice:
    """The ports of this machine. DeviceError if a chosen one does not exist, or if another jamd is running."""
    wanted = port_settings(config)
    found = available_ports(wanted)
    if found.missing:
        raise DeviceError("\n".join(found.missing))
    if found.backend == "none" and wanted.backend not in ("auto", "none"):
        raise DeviceError(found.notes[0])
    theirs = [name.partition(":")[2] for name in (*found.inputs, *found.outputs)]
    if found.virtual and any(name.startswith((IN_NAME, OUT_NAME)) for name in theirs):
        raise DeviceError("another jamd is running on this machine: stop it and measure again")
    _try_to_open(found)
    return found


def _try_to_open(found: PortChoice) -> None:
    """DeviceError if another program holds a chosen port."""
    if not (found.input or found.output):
        return
    with closing(GuestPorts(found.backend)) as guest:
        if found.input:
            guest.listen_to(found.input, lambda ns, data: None)
        if found.output:
            guest.sender_to(found.output)
