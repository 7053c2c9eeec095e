"""Who may lead the band by OSC, as `jamd check` says it."""

from jamd.config.osc import Osc
from jamd.ipc.settings import LOOPBACK


def who_may_send_osc(osc: Osc) -> str:
    """A sentence."""
    if not osc.enabled:
        return "switched off"
    others = "" if osc.host in LOOPBACK else f" and for {', '.join(osc.allow)}"
    state = f"the state goes to {osc.send_to}" if osc.send_to is not None else "the state is not sent"
    return f"{osc.host}, port {osc.port}: every command, for everybody on this machine{others}; {state}"
