"""A network of its own for tests of Link, which finds everybody around by multicast: nobody else's session is heard
or disturbed, and ours finds nobody but us."""

import functools
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INSIDE = "JAMD_TEST_NETWORK"  # set for those who run in there
_SET_UP = 'ip link set lo up multicast on && ip route add 224.0.0.0/4 dev lo && exec "$@"'


def alone(command: list[str]) -> list[str]:
    """The command, in a new network where loopback carries multicast."""
    return ["unshare", "--net", "sh", "-c", _SET_UP, "sh", *command]


@functools.cache
def missing() -> str:
    """Why there is no such network, or no Link, here; empty where both are."""
    if find_spec("aalink") is None:
        return "aalink is not installed (the extra named link)"
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return "unshare and ip (util-linux, iproute2) are not installed"
    if subprocess.run(alone(["true"]), capture_output=True, check=False).returncode:
        return "no network of our own may be made here (root may)"
    return ""


def need() -> None:
    """Skip where it cannot be had, but never in CI."""
    if why := missing():
        if os.environ.get("CI"):
            pytest.fail(f"CI must run the tests of Link: {why}")
        pytest.skip(why)


def run_inside(stories: Path) -> None:
    """All tests of a file, in a network of its own; fails with what they say."""
    need()
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(stories)]
    run = subprocess.run(
        alone(command), cwd=ROOT, env={**os.environ, INSIDE: "1"}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
