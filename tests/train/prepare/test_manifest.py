import shutil

import public_layouts as layouts
import pytest

from jamd.errors import FileError
from train.prepare.__main__ import main as prepare
from train.prepare.manifest import digest, read_manifest, require_unchanged


@pytest.fixture
def prepared(tmp_path):
    layouts.groove_tree(tmp_path / "groove")
    assert prepare([f"groove={tmp_path / 'groove'}", "-o", str(tmp_path / "out")]) == 0
    return tmp_path / "out"


def test_the_same_data_have_the_same_digest_wherever_they_lie(prepared, tmp_path):
    shutil.copytree(tmp_path / "groove", tmp_path / "elsewhere")
    prepare([f"groove={tmp_path / 'elsewhere'}", "-o", str(tmp_path / "second")])
    prepare([f"groove={tmp_path / 'groove'}", "-o", str(tmp_path / "third"), "--seed", "2"])
    first, second, third = (digest(read_manifest(tmp_path / out)) for out in ("out", "second", "third"))
    assert first == second != third


def test_a_changed_or_unlisted_shard_is_refused(prepared):
    manifest = read_manifest(prepared)
    require_unchanged(prepared, manifest, ["groove"])
    shard = next((prepared / "groove").glob("*.npz"))
    shutil.copy(shard, prepared / "groove/train-00099.npz")
    with pytest.raises(FileError, match="not in the manifest"):
        require_unchanged(prepared, manifest, ["groove"])
    (prepared / "groove/train-00099.npz").unlink()
    shard.write_bytes(shard.read_bytes() + b"x")
    with pytest.raises(FileError, match="not the shard of the manifest"):
        require_unchanged(prepared, manifest, ["groove"])


def test_a_folder_that_was_not_prepared(tmp_path):
    with pytest.raises(FileError, match=r"run `python -m train.prepare` first"):
        read_manifest(tmp_path)
