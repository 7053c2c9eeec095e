"""Who sets the tempo: external clocks on real ports, our own clock for others, taps, and the player's own tempo."""

import subprocess
import time
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

import pytest
from live.clock_master import CONTINUE, START, ClockMaster
from live.conftest import SERVER, Daemon, Start
from live.keyboardist import Keyboardist, wait_until
from live.test_jam import RULES, play_a_phrase
from stage.page_client import Jam, free_port

PLAIN = (*RULES, "--set", "jam.swing=0", "--set", "clock.count_in=0")
CLOCK = b"\xf8"
FOOT = 44


@pytest.fixture
def master() -> Iterator[ClockMaster]:
    with ClockMaster(SERVER) as clock:
        yield clock


class Seen:
    """The daemon as its page shows it."""

    def __init__(self, start: Start, *flags: str) -> None:
        port = free_port()
        self.daemon: Daemon = start(*PLAIN, *flags, "--port", str(port), page=True)
        self.daemon.wait_for("the page is")
        self.jam = Jam(port)

    def until(self, bpm: float, close: float = 1.0) -> None:
        self.jam.wait_for(lambda shown: abs(shown["clock"]["bpm"] - bpm) < close)

    def place(self) -> float:
        """Bars from the first beat of the form, now."""
        clock = self.jam.shown["clock"]
        beats = (time.monotonic() * 1e3 - clock["anchor_t"]) / clock["ms_per_beat"] + clock["anchor_tick"] / 960
        return float(beats / clock["beats"])


def drums(musician: Keyboardist) -> list[float]:
    return [t for t, _ in musician.ons(10)]


def feet(musician: Keyboardist) -> list[float]:
    """Strokes of the pedal hi-hat, which a bossa has on 2 and 4, whatever the hands do."""
    return [t for t, data in musician.ons(10) if data[1] == FOOT]


def test_an_external_clock_starts_leads_and_stops_the_band(
    start: Start, musician: Keyboardist, master: ClockMaster
) -> None:
    daemon = start(*PLAIN, "--set", "clock.source=midi", "--set", "jam.style=bossa")
    daemon.wait_for("listening")
    musician.plug_in()
    master.plug_in()
    time.sleep(0.7)
    assert not drums(musician), "who is led does not begin by himself"
    master.run(START)
    wait_until(lambda: len(feet(musician)) > 6, 20)
    late = [t - min(master.sent[::24], key=lambda beat: abs(t - beat)) for t in feet(musician)]
    assert abs(median(late)) < 0.03, "the foot is on the master's beats"
    assert median(b - a for a, b in pairwise(feet(musician))) == pytest.approx(1, abs=0.06), "on every other one"
    master.halt()
    time.sleep(0.5)
    heard = len(drums(musician))
    time.sleep(1)
    assert len(drums(musician)) == heard
    assert not musician.hanging()


def test_the_first_beat_of_an_external_clock_has_its_notes(
    start: Start, musician: Keyboardist, master: ClockMaster
) -> None:
    daemon = start(*PLAIN, "--set", "clock.source=midi", "--bpm", "120")
    daemon.wait_for("listening")
    musician.plug_in()
    master.plug_in()
    time.sleep(1)  # the band has planned for a start
    master.run(START)
    wait_until(lambda: len(drums(musician)) > 8)
    assert drums(musician)[0] - master.sent[0] < 0.025
    bass_and_ride = {data[1] for t, data in musician.ons(10) if t < master.sent[0] + 0.025}
    assert bass_and_ride, "nobody played on one"


def test_another_tempo_is_followed_and_a_gap_bridged(start: Start, musician: Keyboardist, master: ClockMaster) -> None:
    seen = Seen(start, "--set", "clock.source=midi")
    musician.plug_in()
    master.plug_in()
    master.run(START)
    seen.until(120)
    master.bpm = 180
    seen.until(180)
    bars = len(master.sent) / 96
    assert seen.place() == pytest.approx(bars, abs=0.05)
    master.silent = True
    seen.jam.wait_for(lambda shown: shown["clock"]["hold"] == "lost")
    heard = len(drums(musician))
    time.sleep(2)
    assert len(drums(musician)) > heard + 6, "the band goes on alone"
    master.silent = False
    seen.jam.wait_for(lambda shown: shown["clock"]["hold"] == "steady")
    time.sleep(0.5)
    assert seen.place() == pytest.approx(len(master.sent) / 96, abs=0.05)


def test_song_position_and_continue_land_on_their_bar(start: Start, master: ClockMaster) -> None:
    seen = Seen(start, "--set", "clock.source=midi")
    master.plug_in()
    master.position(16 * 7)
    time.sleep(0.2)
    master.run(CONTINUE)
    seen.jam.wait_for(lambda shown: shown["clock"]["running"])
    seen.jam.wait_for(lambda shown: shown["place"]["bar"] >= 7)
    assert seen.place() == pytest.approx(7 + len(master.sent) / 96, abs=0.1)


def test_a_real_master_leads(start: Start, musician: Keyboardist) -> None:
    seen = Seen(start, "--set", "clock.source=midi", "--bpm", "90")
    musician.plug_in()
    (ours,) = musician.client.get_ports(":jamd in$")
    with subprocess.Popen(["jack_midi_clock", "-b", "132", ours.name], stdout=subprocess.DEVNULL) as master:
        try:
            time.sleep(0.5)
            musician.client.transport_start()
            seen.until(132)
            wait_until(lambda: len(drums(musician)) > 8)
        finally:
            musician.client.transport_stop()
            master.kill()  # it hears no other word while the transport stands


def test_midi_clock_is_sent_from_the_first_beat_of_the_form_on(start: Start, musician: Keyboardist) -> None:
    daemon = start(
        *RULES, "--bpm", "240", "--set", "clock.count_in=1", "--set", "clock.send=true", "--set", "clock.start=key"
    )
    daemon.wait_for("listening")
    musician.plug_in()
    play_a_phrase(musician)
    wait_until(lambda: len([t for t, data in musician.heard if data == CLOCK]) > 200)
    heard = list(musician.heard)
    clocks = [t for t, data in heard if data == CLOCK]
    (begin,) = [n for n, (_, data) in enumerate(heard) if data == START]
    assert len([1 for _, data in heard[:begin] if data == CLOCK]) == 96, "a bar of count-in"
    assert median(b - a for a, b in pairwise(clocks)) == pytest.approx(60 / 240 / 24, abs=0.0015)
    daemon.stop()
    wait_until(lambda: musician.heard[-1][1] == b"\xfc" or b"\xfc" in [data for _, data in musician.heard])


def test_a_pedal_taps_the_tempo_and_is_not_music(start: Start, musician: Keyboardist) -> None:
    seen = Seen(start, "--set", "controls=[{midi: cc 67, does: tap}]")
    musician.plug_in()
    for _ in range(5):
        musician.play(b"\xb0\x43\x7f", b"\xb0\x43\x00")
        time.sleep(0.3)
    seen.until(200, 8)
    assert seen.jam.shown["health"]["heard"] == 0


def test_a_count_off_starts_the_band_on_the_next_beat(start: Start, musician: Keyboardist) -> None:
    daemon = start(*PLAIN, "--set", "clock.source=follow", "--set", "clock.start=key")
    daemon.wait_for("listening")
    musician.plug_in()
    taps = []
    for _ in range(4):
        musician.play(b"\x90\x30\x50", b"\x80\x30\x00")
        taps.append(time.monotonic())
        time.sleep(0.4)
    wait_until(lambda: len(drums(musician)) > 12)
    assert drums(musician)[0] == pytest.approx(taps[-1] + 0.4, abs=0.05)


def test_the_groove_goes_on_when_the_source_changes(start: Start, musician: Keyboardist, master: ClockMaster) -> None:
    seen = Seen(start, "--bpm", "120")
    musician.plug_in()
    master.plug_in()
    wait_until(lambda: len(drums(musician)) > 20)
    seen.jam.wait_for(lambda shown: shown["clock"]["running"])
    before = seen.place()
    master.run()  # clocks alone, of nearly our tempo, from anywhere in the beat
    for source in ("midi", "internal", "follow", "internal"):
        seen.jam.do("source", source)
        time.sleep(1.5)
    onsets = drums(musician)
    assert max(b - a for a, b in pairwise(onsets)) < 0.8, "the drums stopped"
    assert seen.place() > before + 2
    assert not seen.daemon.said.count("vamp")


def test_a_new_wire_sends_the_clock_that_was_asked_for_and_its_listeners_know_where_it_is(
    start: Start, musician: Keyboardist
) -> None:
    seen = Seen(start, "--bpm", "120")
    musician.plug_in()
    wait_until(lambda: len(drums(musician)) > 10)
    seen.jam.do("clock.send", "playing")
    wait_until(lambda: CLOCK in [data for _, data in musician.heard])
    seen.daemon.kill("wire")
    killed = time.monotonic()
    wait_until(lambda: CONTINUE in [data for t, data in musician.heard if t > killed], 10)
    anew = [data for t, data in musician.heard if t > killed and data[0] >= 0xF0]
    before = anew[: anew.index(CONTINUE)]
    assert b"\xfc" in before, "positions are for those who stand"
    assert [data for data in before if data[0] == 0xF2]
