"""One pedal leads an evening on real ports: a fill, trading, the ending, the next tune and its start."""

import time
from pathlib import Path
from typing import TypeVar

from live.conftest import Start
from live.keyboardist import Keyboardist, wait_until
from live.probe import Probe

from jamd.music.channel_messages import is_note_on
from jamd.music.drum_kit import HIGH_TOM, LOW_TOM, MID_TOM, VOICE_OF_PITCH
from jamd.music.events import Clock, Controls, Ending, Event, Heard, Played, State
from jamd.music.time.notes import Nanos

BAR = 3840
CONFIG = """
parts: {drums: {player: rules}, piano: {player: rules}}
ports: {thru: true}
clock: {bpm: 400, count_in: 0}
jam: {seed: 3, trade_bars: 8, intensity: 0.7, final_hit: false, ritardando: false}
library: {folder: FOLDER, set_list: Evening}
controls:
  - {midi: cc 67, while: playing, does: fill}
  - {midi: cc 67, while: playing, gesture: double tap, does: mode, value: trade, toggle: true, when: bar}
  - {midi: cc 67, while: playing, gesture: hold, does: ending, when: bar}
  - {midi: cc 67, while: stopped, does: start}
  - {midi: cc 67, while: stopped, gesture: double tap, does: next tune}
"""
E_ = TypeVar("E_", bound=Event)


class Evening:
    """The musician's foot, and what wire says of the band."""

    def __init__(self, musician: Keyboardist, probe: Probe) -> None:
        self._musician, self._probe = musician, probe

    def press(self, seconds: float) -> None:
        """A foot that has been up for a moment goes down."""
        time.sleep(0.07)
        self._musician.play(b"\xb0\x43\x7f")
        time.sleep(seconds)
        self._musician.play(b"\xb0\x43\x00")

    def double_tap(self) -> None:
        self.press(0.07)
        self.press(0.07)

    def told(self, kind: type[E_]) -> list[E_]:
        return [event for event in list(self._probe.events) if isinstance(event, kind)]

    @property
    def bar(self) -> float:
        """Where the music is."""
        return self.told(Clock)[-1].timeline.tick_at(Nanos(time.monotonic_ns())) / BAR

    @property
    def is_running(self) -> bool:
        return self.told(Clock)[-1].running

    def struck(self, part: str) -> list[tuple[float, int]]:
        """(bar, pitch) of all that was played."""
        notes = [event for event in self.told(Played) if event.part == part and is_note_on(event.data)]
        return [(event.tick / BAR, event.data[1]) for event in notes if event.tick is not None]

    def toms(self) -> list[float]:
        """Bars."""
        return [bar for bar, pitch in self.struck("drums") if VOICE_OF_PITCH[pitch] in (HIGH_TOM, MID_TOM, LOW_TOM)]


def test_one_pedal_leads_an_evening(start: Start, musician: Keyboardist, tmp_path: Path) -> None:
    library, config = tmp_path / "charts", tmp_path / "config.yaml"
    library.mkdir()
    (library / "Evening.setlist").write_text("Blues in F | tempo 400\nRhythm changes in Bb | tempo 380\n")
    config.write_text(CONFIG.replace("FOLDER", str(library)))
    daemon = start("--config", str(config))
    musician.plug_in()
    probe = Probe(daemon.runtime_folder)
    probe.start()
    evening = Evening(musician, probe)
    wait_until(lambda: evening.told(State) and evening.is_running and evening.bar > 0)

    asked = evening.bar
    evening.press(0.07)  # a fill, to the end of this bar or of the next one
    wait_until(evening.toms)
    assert asked < evening.toms()[0] < int(asked) + 2.2

    evening.double_tap()  # trade, from the next bar line on: you first
    asked = evening.bar
    wait_until(lambda: evening.told(Controls)[-1].settings.mode == "trade" and evening.bar > asked + 2)
    piano = [bar for bar, _ in evening.struck("piano")]
    assert min(piano) < asked
    assert max(piano) < int(asked) + 2

    evening.press(0.65)  # the ending, on the next bar line
    wait_until(lambda: not evening.is_running)
    assert evening.told(Ending)[-1].at % BAR == 0
    assert max(bar for bar, _ in evening.struck("drums")) < evening.told(Ending)[-1].at / BAR

    evening.double_tap()  # the next tune of the set list
    wait_until(lambda: "Rhythm" in evening.told(Controls)[-1].chart)
    assert not evening.is_running
    evening.press(0.07)
    wait_until(lambda: evening.is_running)
    probe.leaving = True
    assert not evening.told(Heard)
    assert not [data for _, data in musician.heard if data[:1] == b"\xb0" and data[1] == 67]
