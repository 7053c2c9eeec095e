"""`jamd learn`: a talk in the terminal. A control is moved, a person says what it is to do, sees it act, and saves."""

import queue
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from jamd.cli.learn_desks import Desk
from jamd.commands.gestures import TURNS, gestures_for
from jamd.commands.table import COMMANDS, command_named
from jamd.config.yaml_edit import written
from jamd.config.yaml_file import reads_as
from jamd.errors import CommandError, ConfigError, Refused
from jamd.music.moved_control import Moved

_LOOK_S: Final = 0.1
_GO_ON_S: Final = 10.0  # a jam stops listening by itself
_STILL_S: Final = 0.8  # a knob or an encoder is known once it rests
_TRY_S: Final = 10.0


class Lines:
    """What is typed, line by line, on a thread of its own, so that controls can be waited for meanwhile."""

    def __init__(self, read: Callable[[], str] = sys.stdin.readline) -> None:
        self._read = read
        self._typed: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while line := self._read():
            self._typed.put(line.strip())
        self._typed.put(None)

    def next(self, within_s: float | None = None) -> str | None:
        """None at the end. queue.Empty where nothing is typed in time."""
        line = self._typed.get(timeout=within_s)
        if line is None:
            self._typed.put(None)
        return line


class Talk:
    """`say` prints a sentence."""

    def __init__(self, desk: Desk, lines: Lines, say: Callable[[str], None]) -> None:
        self._desk, self._lines, self._say = desk, lines, say

    def run(self) -> None:
        """Until an empty line where a control is waited for; then everything is saved."""
        self._say(self._desk.place)
        for entry in self._desk.entries():
            self._say(f"  {written(entry)}")
        learned = 0
        while (moved := self._wait_for_control()) is not None:
            learned += self._learn(moved)
        self._desk.learn(False)
        if not learned:
            self._say("Nothing was learned; nothing is saved.")
            return
        saved = self._desk.save()
        where = f"Written to a new file, {saved.file}" if saved.is_new else f"Saved in {saved.file}"
        self._say(f"{where}: {'; '.join(saved.changes) or 'it was there already'}")

    def _wait_for_control(self) -> Moved | None:
        """None: somebody has pressed Enter instead."""
        self._say("Move a pedal, pad, knob or key; an encoder to the right, then to the left (Enter: done) ...")
        found, since, told = None, 0.0, 0.0
        while found is None or time.monotonic() - since < _STILL_S:
            if time.monotonic() - told > _GO_ON_S:
                self._desk.learn(True)
                told = time.monotonic()
            try:
                self._lines.next(_LOOK_S)
                return None
            except queue.Empty:
                if (moved := self._desk.moved()) != found:
                    found, since = moved, time.monotonic()
        self._say(f"  {found.midi}, channel {found.channel}, {_in_words(found.gesture)}")
        return found

    def _learn(self, moved: Moved) -> bool:
        """Whether it was bound."""
        while True:
            words = self._ask("What does it do? (fill, ending, mode trade ...; ?: all; Enter: nothing)")
            if words == "?":
                self._say(", ".join(COMMANDS))
                continue
            if not words:
                self._desk.learn(False)
                self._desk.learn(True)
                return False
            try:
                entry = self._entry(moved, words)
                self._desk.add(entry)
            except (CommandError, Refused) as fault:
                self._say(f"  {fault}")
                continue
            self._say(f"  {written(entry)}")
            self._see_it_act()
            return True

    def _entry(self, moved: Moved, words: str) -> dict[str, Any]:
        """CommandError where there is no such command."""
        known = sorted((name for name in COMMANDS if f"{words} ".startswith(f"{name} ")), key=len)
        name = known[-1] if known else words
        row = command_named(name)
        able = [each for each in gestures_for(row) if each not in TURNS or moved.midi.startswith(("cc", "bend"))]
        likely = moved.gesture if moved.gesture in able else able[0]
        gesture = self._ask(f"How is it moved? ({', '.join(able)}; Enter: {likely})") or likely
        entry = {"midi": moved.midi, "channel": moved.channel, "does": name, "gesture": gesture}
        value = words[len(name) :].strip()
        return entry | ({"value": _typed(value)} if value else {})

    def _see_it_act(self) -> None:
        """In a jam: the next time that it is moved."""
        before = self._desk.acted()
        self._desk.learn(False)
        if "running at" in self._desk.place:
            self._say("  Try it ...")
            give_up = time.monotonic() + _TRY_S
            while self._desk.acted() == before and time.monotonic() < give_up:
                time.sleep(_LOOK_S)
            self._say("  It acts." if self._desk.acted() != before else "  It was not moved.")

    def _ask(self, question: str) -> str:
        self._say(question)
        return self._lines.next() or ""


def _in_words(gesture: str) -> str:
    return {"tap": "pressed", "knob": "a knob"}.get(gesture, f"an encoder ({gesture})")


def _typed(text: str) -> Any:
    try:
        return reads_as(text)
    except ConfigError:
        return text
