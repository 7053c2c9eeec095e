"""What nobody else may read of the page: its token, and the key of its cookies. They are handed down in the
environment, which only the same user can read, and never on a command line, which everybody on the machine can.
"""

import os
import secrets
from typing import Final, NamedTuple

TOKEN: Final = "JAMD_WEB_TOKEN"  # people may set it, too, instead of web.token
_KEY: Final = "JAMD_PAGE_KEY"
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is easily taken for another
_LENGTH: Final = 10  # 49 bits; guesses are slowed down (stage/guesses.py)


class PageSecrets(NamedTuple):
    token: str | None  # None: the page asks for none
    key: bytes  # of this run


def new_token() -> str:
    """One that can be typed on a phone."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def hand_down(token: str | None) -> None:
    """To the processes that are started from now on."""
    os.environ[_KEY] = secrets.token_hex()
    if token is None:
        os.environ.pop(TOKEN, None)
    else:
        os.environ[TOKEN] = token


def handed_down() -> PageSecrets:
    return PageSecrets(os.environ.get(TOKEN), os.environ.get(_KEY, secrets.token_hex()).encode())
