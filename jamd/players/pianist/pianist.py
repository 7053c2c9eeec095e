"""The pianist: what each role asks for, and who plays it."""

from pathlib import Path

from jamd.music.planning.scene import Scene
from jamd.music.time.notes import BandPart, Note, Tick
from jamd.players.onnx_model import MODELS
from jamd.players.pianist.comping.comping import Comping
from jamd.players.pianist.lines.lines import Lines
from jamd.players.pianist.two_hands import carry_on, play_solo


class Pianist:
    """A Player. ModelError where a network cannot be loaded."""

    part: BandPart = "piano"

    def __init__(self, models: Path = MODELS) -> None:
        self._comping = Comping(models)
        self._lines = Lines(models)

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        """Notes whose start lies in [start, end), sorted."""
        if scene.role == "solo":
            return play_solo(scene, start, end, self._lines, self._comping)
        if scene.role == "line":
            return carry_on(scene, start, end, self._lines, self._comping)
        if scene.role == "answer":
            return self._lines.play(scene, start, end)
        if scene.role in ("last", "break"):
            return self._comping.one_chord(scene, start)
        return self._comping.play(scene, start, end)
