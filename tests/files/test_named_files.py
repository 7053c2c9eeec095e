"""Files of one kind in a folder that others may write to."""

from pathlib import Path

import pytest

from jamd.errors import Refused
from jamd.files.named_files import NamedFiles


def test_only_files_with_a_name_of_ours_are_there(tmp_path: Path) -> None:
    (tmp_path / "one.mid").write_text("")
    (tmp_path / ".hidden.mid").write_text("")
    (tmp_path / "words.txt").write_text("")
    (tmp_path / "link.mid").symlink_to(tmp_path / "words.txt")
    files = NamedFiles(tmp_path, ".mid", "take", Refused)
    assert [path.stem for path, _ in files.all()] == ["one"]
    assert files.existing("one") == tmp_path / "one.mid"
    assert files.free("two") == tmp_path / "two.mid"


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [("../one", 422, "a name is"), ("two", 404, "there is no take called 'two'"), ("link", 404, "no take")],
)
def test_what_is_not_there_is_said(tmp_path: Path, name: str, status: int, said: str) -> None:
    (tmp_path / "link.mid").symlink_to(tmp_path / "nothing")
    files = NamedFiles(tmp_path, ".mid", "take", Refused)
    with pytest.raises(Refused, match=said) as refused:
        files.existing(name)
    assert refused.value.status == status


def test_a_name_in_use_is_not_free_not_even_that_of_a_link(tmp_path: Path) -> None:
    (tmp_path / "link.mid").symlink_to(tmp_path / "nothing")
    with pytest.raises(Refused, match="there is already a take called 'link'"):
        NamedFiles(tmp_path, ".mid", "take", Refused).free("link")
