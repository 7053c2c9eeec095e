"""Keeps one core busy."""

import sys

import msgspec

from jamd.bench.job import run_job


class Request(msgspec.Struct, frozen=True):
    """Nothing to say: it runs until it is stopped."""


def burn(request: Request) -> Request:
    number = 1
    while True:
        number = number * 1_103_515_245 % 2_147_483_647


if __name__ == "__main__":
    sys.exit(run_job("cpu_load", Request, burn))
