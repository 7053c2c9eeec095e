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
    assert say("take", "sheet", "in.mid", "--part", "bass") == (1, "", "in.mid: Bass played nothing in this take\n")
    code, _, err = say("take", "sheet", "in.mid", "--part", "drums")
    assert code == 2
    assert "--part takes you or piano or bass, not 'drums'" in err
    code, out, err = say("take", "sheet", "none.mid")
    assert (code, out) == (1, "")
    assert "none.mid: cannot be read" in err
    assert say("take", "sheet", "in.mid", "-o", "in.mid/out.musicxml")[0] == 1
