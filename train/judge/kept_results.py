"""Results of a long run, a file for each measure of each competitor: a run that was stopped goes on, and a player that
is judged later is set beside the others. Whoever changes a measure, a player or the data deletes the folder.
"""

from pathlib import Path

import numpy as np

from jamd.music.time.notes import BandPart
from train.judge.table import Result


class KeptResults:
    def __init__(self, folder: Path, part: BandPart) -> None:
        self._folder, self._part = folder, part
        folder.mkdir(parents=True, exist_ok=True)

    def find(self, measure: str, name: str) -> Result | None:
        path = self._path(measure, name)
        if not path.exists():
            return None
        with np.load(path) as kept:
            rows = kept["rows"] if "rows" in kept.files else None
            return Result(measure, name, rows, str(kept["why"]), float(kept["seconds"]))

    def keep(self, result: Result) -> None:
        path = self._path(result.measure, result.name)
        unfinished = path.with_name(f"unfinished-{path.name}")
        said = {"why": np.array(result.why), "seconds": np.array(result.seconds)}
        rows = {} if result.rows is None else {"rows": result.rows}
        np.savez(unfinished, allow_pickle=False, **said, **rows)
        unfinished.rename(path)

    def _path(self, measure: str, name: str) -> Path:
        return self._folder / f"{self._part}-{measure}-{name}.npz".replace(" ", "_")
