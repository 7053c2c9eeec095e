"""The units for systemd and launchd are valid, and say what keeps notes from hanging."""

import os
import plistlib
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[1] / "units"
SUPERVISOR_STOPS_S = 5


@pytest.fixture
def service() -> ConfigParser:
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment]
    parser.read(UNITS / "jamd.service", encoding="utf-8")
    return parser


@pytest.mark.skipif(shutil.which("systemd-analyze") is None and "CI" not in os.environ, reason="no systemd here")
def test_systemd_finds_no_fault_in_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "jamd.service"
    text = (UNITS / "jamd.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("%h/.local/bin/jamd", sys.executable))  # one that exists
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", str(unit)],
        env={"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in verified.stderr.splitlines() if "jamd" in line]
    assert (verified.returncode, said) == (0, [])


def test_the_unit_gives_wire_real_time_and_a_stop_the_time_it_needs(service: ConfigParser) -> None:
    unit = service["Service"]
    assert (unit["LimitRTPRIO"], unit["LimitMEMLOCK"]) == ("95", "infinity")
    assert int(unit["TimeoutStopSec"]) > SUPERVISOR_STOPS_S
    assert unit["KillMode"] == "control-group"  # nobody is killed while it still has notes to end
    assert "network" not in str(dict(service["Unit"]))


def test_the_agent_is_a_valid_list_of_what_launchd_knows() -> None:
    agent = plistlib.loads((UNITS / "jamd.plist").read_bytes())
    assert agent["ProgramArguments"][:2] == ["/bin/sh", "-c"]
    assert agent["ProgramArguments"][2].split("exec ")[1].startswith('"$HOME/.local/bin/jamd" run')
    assert agent["ExitTimeOut"] > SUPERVISOR_STOPS_S
    assert agent["ProcessType"] == "Interactive"
    known = {"Label", "ProgramArguments", "EnvironmentVariables", "RunAtLoad", "KeepAlive", "ProcessType"}
    assert set(agent) == known | {"LegacyTimers", "ExitTimeOut"}
