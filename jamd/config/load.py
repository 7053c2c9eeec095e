"""The settings of a run: the defaults, overridden by the file, the file by --set; every fault is reported at once. The
page's token may also come from the environment, which overrides the file."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from jamd.config.chart_title import with_chart_found
from jamd.config.faults import fault_lines
from jamd.config.schema import Config
from jamd.config.yaml_file import Source, lay_over, read_yaml, set_values
from jamd.errors import ConfigError
from jamd.ipc.page_secrets import TOKEN

_NAME: Final = "config.yaml"


def find_config() -> Path | None:
    """The file that is read when none is named: ./config.yaml, else config.yaml in the user's own folder for jamd."""
    for path in (Path(_NAME), user_folder() / _NAME):
        if path.is_file():
            return path
    return None


def user_folder() -> Path:
    """Where this system keeps a user's settings for jamd."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "jamd"
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home()) / "jamd"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "jamd"


def load_config(path: Path | None = None, sets: Sequence[str] = ()) -> Config:
    """The settings of a file (None: `find_config`, else the defaults) under `key=value` settings.

    ConfigError holds every fault, one to a line; a file that was named and is not there is a fault, too.
    """
    found = path or find_config()
    source = read_yaml(found) if found else Source()
    wanted, faults = set_values(sets)
    return with_chart_found(_valid(source, wanted, faults))


def config_of(source: Source) -> Config:
    """The settings of a file alone. ConfigError as `load_config`."""
    return _valid(source, {}, [])


def file_to_save() -> Path:
    """Where settings are saved when no file is named: the one that is read, else a new one in the user's folder, which
    is read wherever jamd is started."""
    return find_config() or user_folder() / _NAME


def _valid(source: Source, wanted: dict[str, Any], faults: list[str]) -> Config:
    given = source.plain()
    if token := os.environ.get(TOKEN):
        lay_over(given, ["web", "token"], token)
    for key, value in wanted.items():
        lay_over(given, [key], value)

    def place(path: Sequence[str]) -> str:
        return "" if _holds(wanted, path) else source.place(path)

    try:
        config = Config.model_validate(given)
    except ValidationError as error:
        faults = faults + fault_lines(error, Config, given, place)
    if faults:
        raise ConfigError("\n".join(faults))
    return config


def _holds(tree: Any, path: Sequence[str]) -> bool:
    for key in path:
        if not isinstance(tree, dict) or key not in tree:
            return False
        tree = tree[key]
    return True
