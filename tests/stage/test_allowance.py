"""How much may be sent: a burst, then so much a second."""

from jamd.stage.allowance import BURST, RATE, Allowance


def test_after_a_burst_so_much_a_second() -> None:
    now = 0.0
    allowance = Allowance(lambda: now)
    assert sum(not allowance.exceeded_by() for _ in range(2000)) == BURST
    now = 1.0
    assert sum(not allowance.exceeded_by() for _ in range(2000)) == RATE
    now = 60.0
    assert sum(not allowance.exceeded_by() for _ in range(2000)) == BURST


def test_what_is_larger_than_a_burst_never_passes() -> None:
    assert Allowance(lambda: 0.0).exceeded_by(BURST + 1)
    assert not Allowance(lambda: 0.0).exceeded_by(BURST)
