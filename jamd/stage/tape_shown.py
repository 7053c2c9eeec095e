"""What the page is told of the tape."""

import msgspec


class TapeShown(msgspec.Struct, frozen=True):
    """`recording`: the name of the take; None: nothing is recorded. `warning`: a sentence while the disk has little
    room. `keep`: only so many takes are kept; None: all."""

    recording: str | None = None
    warning: str = ""
    keep: int | None = None
