"""`jamd take` on the command line."""

from pathlib import Path

from cli.conftest import Say
from cli.test_render import played


def test_the_sheet_of_a_file(say: Say, tmp_path: Path) -> None:
    played(tmp_path / "in.mid")
    assert say("take", "sheet", "in.mid", "-o", "out.musicxml") == (0, "", "")
    assert Path("out.musicxml").read_text().count("<measure ") == 4


def test_what_cannot_be_written_is_one_sentence(say: Say, tmp_path: Path) -> None:
    played(tmp_path / "in.mid")
    assert say("take", "sheet", "in.mid", "--part", "piano") == (1, "", "in.mid: Piano played nothing in this take\n")
    code, out, err = say("take", "sheet", "none.mid")
    assert (code, out) == (1, "")
    assert "none.mid: cannot be read" in err
    assert say("take", "sheet", "in.mid", "-o", "in.mid/out.musicxml")[0] == 1
