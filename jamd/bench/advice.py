"""What to change on this machine: each piece of advice only if it applies and would help."""

from collections.abc import Iterator, Sequence
from typing import Final

from jamd.bench.machine import UNLIMITED, Machine
from jamd.bench.rating import rating
from jamd.bench.report import Figures, TempoResult

_LIMITS_FILE: Final = "/etc/security/limits.d/95-jamd.conf"
_RTPRIO, _MEMLOCK = "  @audio - rtprio 95", "  @audio - memlock unlimited"
_ENOUGH_MEMORY: Final = 256 * 2**20  # bytes: more than wire locks
_LONG_PERIOD: Final = 256  # frames
_SLOWEST_BPM: Final = 300  # that should hold


def advice(
    machine: Machine, lateness_us: Figures | None, tempos: Sequence[TempoResult], round_trip_us: Figures | None
) -> tuple[str, ...]:
    """Sentences, the most helpful first."""
    return (
        *_limits(machine),
        *_governor(machine, lateness_us),
        *_period(machine),
        *_players(tempos),
        *_latency(round_trip_us),
    )


def _limits(machine: Machine) -> Iterator[str]:
    if not machine.system.startswith("linux") or machine.root:
        return
    if machine.realtime == "normal":
        join = f"`sudo usermod -aG audio {machine.user}`, then log out and in"
        if machine.limits_file:
            yield f"let wire run in real time: {machine.limits_file} allows it for the group audio; {join}"
        else:
            yield f"let wire run in real time: {join}, with these lines in {_LIMITS_FILE}:\n{_RTPRIO}\n{_MEMLOCK}"
    elif machine.swaps and UNLIMITED != machine.memlock < _ENOUGH_MEMORY:
        yield f"keep wire from being swapped out: put this line into {_LIMITS_FILE}:\n{_MEMLOCK}"


def _governor(machine: Machine, lateness_us: Figures | None) -> Iterator[str]:
    late = lateness_us is not None and rating("lateness_us", lateness_us.p99, machine.realtime) != "good"
    slow = sorted(machine.governors - {"performance"})
    if slow and late:
        governors = ", ".join(slow)
        yield f"the cores slow down when idle (governor {governors}): run `sudo cpupower frequency-set -g performance`"


def _period(machine: Machine) -> Iterator[str]:
    if machine.period is None or machine.period[0] <= _LONG_PERIOD:
        return
    frames, rate = machine.period
    other = ", or use ALSA's sequencer, which has no periods: `--backend alsa`" if machine.sequencer else ""
    yield (
        f"JACK passes MIDI on every {frames / rate * 1e3:.1f} ms ({frames} frames at {rate} Hz): start it with "
        f"{_LONG_PERIOD} frames or fewer (`jackd ... -p 128`){other}"
    )


def _players(tempos: Sequence[TempoResult]) -> Iterator[str]:
    failed = [tempo for tempo in tempos if tempo.bpm <= _SLOWEST_BPM and not tempo.holds]
    if not failed:
        return
    bpm = failed[0].bpm
    if any(tempo.plan_ms is not None and tempo.plan_ms.p99 > 60_000 / tempo.bpm for tempo in failed):
        yield f"planning is too slow for {bpm} bpm: let the rules play (`player: rules` for drums and piano)"
    else:
        further = "plan further ahead (`jam.lookahead: 2 bars`)"
        yield f"something held the band up at {bpm} bpm: close other programs, or {further}"


def _latency(round_trip_us: Figures | None) -> Iterator[str]:
    """Half the round trip is the output's latency."""
    one_way_ms = round_trip_us.p50 / 2e3 if round_trip_us is not None else 0.0
    if one_way_ms >= 1:
        yield f"the output takes {one_way_ms:.1f} ms: set ports.latency_ms to about {round(one_way_ms)}"
