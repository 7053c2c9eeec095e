"""`controls:` what an entry may say, and that a fault names the entry, the value and what is allowed."""

from pathlib import Path

import pytest

from jamd.commands.binding import Binding
from jamd.config.load import load_config
from jamd.errors import ConfigError


def test_an_entry_says_how_the_control_is_moved(tmp_path: Path) -> None:
    path = tmp_path / "band.yaml"
    path.write_text(
        "controls:\n"
        "  - {midi: cc 67, does: ending, gesture: hold, when: section, while: playing}\n"
        "  - {midi: bend up, does: drums.mute, toggle: true}\n"
        "  - {midi: note 36, channel: 10, does: break, gesture: while held}\n"
        "  - {midi: cc 21, does: tempo, gesture: knob, range: [200, 100]}\n"
        "  - {midi: cc 22, does: intensity, gesture: relative signed bit, step: 0.05}\n"
    )
    assert load_config(path, []).controls == (
        Binding("cc", 67, None, "ending", gesture="hold", when="section", during="playing"),
        Binding("bend up", 0, None, "drums.mute", True, toggle=True),
        Binding("note", 36, 10, "break", "held", gesture="while held"),
        Binding("cc", 21, None, "tempo", gesture="knob", range=(200, 100)),
        Binding("cc", 22, None, "intensity", gesture="relative signed bit", step=0.05),
    )


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{midi: cc 67, does: tap, gestur: hold}", "gestur: there is no such key; the keys are midi, "),
        ("{midi: cc 67, does: tap, gestur: hold}", "(did you mean gesture?)"),
        (
            "{midi: cc 67, does: tap, gesture: held}",
            "gesture: held is not allowed; use tap, double tap, hold, while held, knob, relative",
        ),
        ("{midi: program 3, does: tap, gesture: hold}", "hold is not allowed with program 3; use tap or"),
        ("{midi: note 36, does: tempo, gesture: knob}", "knob is not allowed with note 36; use one of tap,"),
        ("{midi: bend, does: fill}", "tap is not allowed with bend; use knob, or 'bend up' or 'bend down'"),
        ("{midi: cc 67, does: fill, gesture: knob}", "fill is not allowed with gesture knob; use one of"),
        ("{midi: cc 67, does: fill, gesture: while held}", "with gesture while held; use one of "),
        ("{midi: cc 67, does: fill, toggle: true}", "toggle: true is not allowed with fill; use it with"),
        ("{midi: cc 67, does: fill, while: play}", "use playing or stopped (did you mean playing?)"),
        ("{midi: cc 67, does: start, toggle: 1}", "toggle: 1 is not allowed; use true or false"),
        ("{midi: cc 67, does: panic, when: bar}", "when: bar is not allowed with panic; use it with "),
        ("{midi: cc 67, does: fill, when: bars}", "use now, beat, bar, section or chorus (did you mean bar?)"),
        (
            "{midi: cc 67, does: tempo, gesture: knob, range: [20, 90]}",
            "range: [20, 90] is not allowed with tempo; use two different numbers of 30 to 400, such as [30, 400]",
        ),
        ("{midi: cc 67, does: tempo, gesture: knob, value: 90}", "value: 90 is not allowed with gesture"),
        ("{midi: cc 67, does: tempo, gesture: knob, step: 2}", "step: 2 is not allowed with gesture knob"),
        (
            "{midi: cc 67, does: tempo, gesture: relative signed bit, step: -1}",
            "step: -1 is not allowed with tempo; use a number above 0, up to 370",
        ),
    ],
)
def test_a_fault_names_the_entry_the_value_and_what_is_allowed(tmp_path: Path, entry: str, said: str) -> None:
    path = tmp_path / "band.yaml"
    path.write_text(f"controls:\n  - {{midi: cc 66, does: tap}}\n  - {entry}\n")
    with pytest.raises(ConfigError) as fault:
        load_config(path, [])
    (line,) = str(fault.value).splitlines()
    assert "controls 2: " in line
    assert said in line
