"""A busy core: computes, and never waits."""

import sys

import msgspec

from jamd.bench.errand import run


class Asked(msgspec.Struct, frozen=True):
    """Nothing: it burns until it is called back."""


def burn(asked: Asked) -> Asked:
    number = 1
    while True:
        number = number * 1_103_515_245 % 2_147_483_647


if __name__ == "__main__":
    sys.exit(run("burn", Asked, burn))
