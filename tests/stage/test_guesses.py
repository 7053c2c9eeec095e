"""A few wrong tokens, then one in a while, for each address."""

from jamd.stage.guesses import Guesses


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def tries(guesses: Guesses, address: str, times: int) -> int:
    """How many of so many wrong tokens are looked at."""
    looked_at = 0
    for _ in range(times):
        if guesses.allowed(address):
            guesses.count(address)
            looked_at += 1
    return looked_at


def test_ten_are_looked_at_and_then_one_in_five_seconds() -> None:
    clock = Clock()
    guesses = Guesses(clock)
    assert tries(guesses, "10.0.0.1", 100) == 10
    for _ in range(360):
        clock.now += 10
        assert tries(guesses, "10.0.0.1", 100) == 2
    clock.now += 3600
    assert tries(guesses, "10.0.0.1", 100) == 10


def test_another_address_is_not_held_back() -> None:
    guesses = Guesses(Clock())
    tries(guesses, "10.0.0.1", 100)
    assert guesses.allowed("10.0.0.2")


def test_all_addresses_of_one_ipv6_network_are_one() -> None:
    guesses = Guesses(Clock())
    assert sum(tries(guesses, f"2001:db8::{n:x}", 1) for n in range(1, 100)) == 10
    assert guesses.allowed("2001:db8:0:1::1")


def test_a_thousand_addresses_are_remembered() -> None:
    guesses = Guesses(Clock())
    tries(guesses, "10.0.0.1", 10)
    for number in range(999):
        guesses.count(f"10.1.{number // 250}.{number % 250}")
    assert not guesses.allowed("10.0.0.1")
    guesses.count("10.2.0.1")
    assert guesses.allowed("10.0.0.1")
