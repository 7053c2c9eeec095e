"""What a request of the page carries in JSON."""

from typing import TypeVar

import msgspec

from jamd.errors import Refused
from jamd.music.drawing import in_words

T = TypeVar("T")


def decoded(body: bytes, kind: type[T]) -> T:
    """The body as a value of this kind. Refused, in one sentence."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as fault:
        raise Refused(422, in_words(fault)) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError) as fault:
        raise Refused(400, f"this is not JSON: {fault}") from None
