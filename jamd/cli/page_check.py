"""Who may use the page, as `jamd check` says it."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from jamd.config.web import Web
from jamd.config.yaml_file import read_yaml
from jamd.ipc.page_secrets import TOKEN

try:
    import pwd
except ImportError:  # Windows
    pwd = None  # type: ignore[assignment]

_FIRST_PERSON: Final = 501 if sys.platform == "darwin" else 1000  # user ids below are the system's own
_NOBODY: Final = 65534
_NO_LOGIN: Final = ("nologin", "false")


def who_may_use_the_page(web: Web, config: Path | None) -> Iterator[str]:
    """Sentences. `config` is the file that the settings are from."""
    if not web.enabled:
        yield "switched off"
    elif web.asks_token:
        which = "the token" if web.token is not None else "the token that is made at each start"
        yield f"{web.listens_on}, port {web.port}: for everybody who has {which}"
        if config is not None and _shows_its_token(config):
            yield f"others can read {config}, and the token in it: chmod 600 {config}, or set {TOKEN} instead"
    else:
        yield f"{web.host}, port {web.port}: without a token, for everybody on this machine"
        if others := _other_people():
            names = f"{', '.join(others[:3])}{' and others' if len(others) > 3 else ''}"
            yield f"{names} can log in to this machine, use the page and delete takes: set {TOKEN} if they must not"


def _other_people() -> list[str]:
    if pwd is None:
        return []
    return [
        entry.pw_name
        for entry in pwd.getpwall()
        if _FIRST_PERSON <= entry.pw_uid < _NOBODY
        and entry.pw_uid != os.getuid()
        and Path(entry.pw_shell).name not in _NO_LOGIN
    ]


def _shows_its_token(config: Path) -> bool:
    web = read_yaml(config).plain().get("web")
    return isinstance(web, dict) and bool(web.get("token")) and bool(config.stat().st_mode & 0o044)
