from pathlib import Path

import numpy as np

from train.judge.kept_results import KeptResults
from train.judge.table import Result


def test_what_was_finished_is_found_again(tmp_path: Path) -> None:
    kept = KeptResults(tmp_path / "new", "drums")
    assert kept.find("drums alone", "rules") is None
    kept.keep(Result("drums alone", "rules", np.array([[1.0, np.nan]]), "", 2.5))
    kept.keep(Result("styles", "rules", None, "too few takes", 0.5))
    found, none = kept.find("drums alone", "rules"), kept.find("styles", "rules")
    assert found is not None
    assert none is not None
    np.testing.assert_array_equal(found.rows, [[1.0, np.nan]])
    assert (found.seconds, none.rows, none.why) == (2.5, None, "too few takes")
    assert KeptResults(tmp_path / "new", "piano").find("drums alone", "rules") is None
