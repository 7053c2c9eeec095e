"""JACK's cables without JACK."""

from jamd.music.events import Listing


class FakeCables:
    """What was asked of them, and what they report."""

    def __init__(self) -> None:
        self.server_changed = False
        self.new_listener = False
        self.is_expecting = False
        self.has_listener = True
        self.has_server = True
        self.looks_until_complete = 3
        self.expectations = self.deaths = self.returns = 0
        self.looks = 0
        self.closed = False

    @property
    def is_complete(self) -> bool:
        return self.looks >= self.looks_until_complete

    def expect_new_ports(self) -> None:
        self.expectations += 1

    def wire_has_died(self) -> None:
        self.deaths += 1

    def wire_is_back(self) -> None:
        self.returns += 1

    def look(self) -> None:
        self.looks += 1

    def close(self) -> None:
        self.closed = True


class FakeLister:
    """A system with one keyboard."""

    def __init__(self) -> None:
        self.inputs: tuple[str, ...] = ("keys",)
        self.listings = 0

    def list(self, backend: str) -> Listing:
        self.listings += 1
        return Listing(backend, self.inputs, ())


class FakeSysexEnd:
    """Counts what it is told."""

    wait_s = 1.0

    def __init__(self) -> None:
        self.heard_times = 0

    def heard(self) -> None:
        self.heard_times += 1

    def look(self) -> None: ...

    def close(self) -> None: ...


def no_sleep(seconds: float) -> None: ...
