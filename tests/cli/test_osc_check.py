"""`jamd check` says who may lead the band by OSC."""

from jamd.cli.osc_check import who_may_send_osc
from jamd.config.osc import Osc


def test_it_is_off_unless_it_is_asked_for() -> None:
    assert who_may_send_osc(Osc()) == "switched off"


def test_this_machine() -> None:
    assert who_may_send_osc(Osc(enabled=True, send_to=None)) == (
        "127.0.0.1, port 8000: every command, for everybody on this machine; the state is not sent"
    )


def test_other_machines_are_named() -> None:
    osc = Osc(enabled=True, host="0.0.0.0", allow=("192.168.1.20",), send_to="192.168.1.20:9000")
    assert who_may_send_osc(osc) == (
        "0.0.0.0, port 8000: every command, for everybody on this machine and for 192.168.1.20; "
        "the state goes to 192.168.1.20:9000"
    )
