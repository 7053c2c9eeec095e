"""`web:` in config.yaml: the page, and who may open it."""

from typing import Annotated, Final

from annotated_types import Ge, Le
from pydantic import AfterValidator, model_validator

from jamd.config.section import Section, Text

_SHORTEST_TOKEN: Final = 8
_THIS_MACHINE: Final = ("127.0.0.1", "::1", "localhost")


def _not_guessed(token: str | None) -> str | None:
    if token is not None and len(token) < _SHORTEST_TOKEN:
        raise ValueError(f"a token of fewer than {_SHORTEST_TOKEN} characters can be guessed; use a longer one")
    return token


class Web(Section):
    """The page in the browser."""

    enabled: Annotated[bool, "false: no page"] = True
    host: Annotated[Text, "127.0.0.1: this machine only; any other address needs a token"] = "127.0.0.1"
    stand: Annotated[bool, "true: phones in this network may open it, by a QR code that is shown"] = False
    port: Annotated[int, Ge(1), Le(65535), "1 to 65535"] = 8765
    token: Annotated[
        str | None, AfterValidator(_not_guessed), "the page's password, 8 letters or more; better in JAMD_WEB_TOKEN"
    ] = None

    @model_validator(mode="after")
    def _other_machines_need_a_token(self) -> "Web":
        if self.host not in _THIS_MACHINE and not self.asks_token:
            raise ValueError(f"host {self.host} is open to other machines: set a token")
        return self

    @property
    def asks_token(self) -> bool:
        """With the stand, one is made where none is set."""
        return self.token is not None or self.stand

    @property
    def listens_on(self) -> str:
        """With the stand, all addresses of this machine, unless one is named."""
        return "0.0.0.0" if self.stand and self.host in _THIS_MACHINE else self.host
