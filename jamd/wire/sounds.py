"""The General MIDI sounds of the parts, told to the synth with a Program Change each: only for a part that has notes to
play, since another channel may be somebody else's."""

from collections.abc import Collection, Mapping

from jamd.music.channel_messages import program_change
from jamd.music.events import Plan
from jamd.music.time.notes import BandPart
from jamd.wire.output import Output


class Sounds:
    """Owned by wire's loop. `channels` and `programs` count from 1; a part without a program has none sent."""

    def __init__(self, output: Output, channels: Mapping[BandPart, int], programs: Mapping[BandPart, int]) -> None:
        self._output = output
        self._changes = {part: program_change(channels[part], program) for part, program in programs.items()}
        self._playing: set[BandPart] = set()

    def plan(self, plan: Plan, running: bool) -> None:
        """Parts that come in have their sound before the first note. While nothing plays, those that a new plan leaves
        out do not play."""
        have_notes = {part for part, notes in plan.parts.items() if notes}
        come_in = have_notes - self._playing
        self._playing = self._playing | have_notes if running else have_notes
        if come_in:
            self._send(come_in)

    def choose(self) -> None:
        """For a synth that may not know yet: all parts that play."""
        self._send(self._playing)

    def _send(self, parts: Collection[BandPart]) -> None:
        self._output.send_all([change for part, change in self._changes.items() if part in parts])
