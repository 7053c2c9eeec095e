"""JACK's cables without JACK."""


class FakeCables:
    """What was asked of them, and what they report."""

    def __init__(self) -> None:
        self.server_changed = False
        self.new_listener = False
        self.is_expecting = False
        self.expectations = 0
        self.looks = 0
        self.closed = False

    def expect_new_ports(self) -> None:
        self.expectations += 1

    def look(self) -> None:
        self.looks += 1

    def close(self) -> None:
        self.closed = True


def no_sleep(seconds: float) -> None: ...
