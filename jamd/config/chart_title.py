"""A chart that is named by its title: the library has it."""

from pathlib import Path

from jamd.config.schema import Config
from jamd.library.entry import LibraryError
from jamd.library.library import Library
from jamd.music.charts.load import BUILTIN, is_link


def with_chart_found(config: Config) -> Config:
    """The same settings, with the chart's file, or `builtin:NAME`, where they name it by its title or its name in the
    library. Files come first; what nobody knows stays as it is, for who reads it to say so."""
    if config.jam.chart is None:
        return config
    chart = chart_found(config.jam.chart, Path(config.library.folder))
    return config.model_copy(update={"jam": config.jam.model_copy(update={"chart": chart})})


def chart_found(name: str, folder: Path) -> str:
    """The same for one name, with the library in a folder."""
    if name.startswith(BUILTIN) or is_link(name) or _is_file(name):
        return name
    try:
        found = Library(folder).find(name)
    except LibraryError:
        return name
    return found if found.startswith(BUILTIN) else str(folder / found)


def _is_file(name: str) -> bool:
    """`FILE`, or `FILE#TUNE`."""
    try:
        return Path(name).exists() or ("#" in name and Path(name.rpartition("#")[0]).exists())
    except (OSError, ValueError):  # no file can have this name
        return False
