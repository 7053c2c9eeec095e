"""One command: its name, what it takes, who carries it out. And the ranges that several commands share."""

from typing import Any, Final, Generic, Literal, TypeVar, get_args

import msgspec
from msgspec import UNSET

from jamd.commands.kinds import Choice, Kind, Nothing, Number
from jamd.errors import CommandError

Owner = Literal["wire", "clock", "jam", "band", "stage"]
K = TypeVar("K", bound=Kind)
T = TypeVar("T")


class Row(msgspec.Struct, Generic[K, T], frozen=True):
    """One command."""

    name: str
    kind: K
    owner: Owner
    label: str  # for people
    sticky: bool = False  # a setting: it survives a restart of wire or band. Otherwise it acts once
    default: T = UNSET  # type: ignore[assignment]  # where it has one
    config: str = ""  # its key in config.yaml, where it has one
    also: tuple[str, ...] = ()  # other processes that are told

    def read(self, value: object) -> Any:
        """The value as the owner takes it. CommandError, one sentence."""
        try:
            return self.kind.read(value)
        except ValueError:
            raise CommandError(f"{self.name} takes {self.kind.takes}, not {_short(value)}") from None

    def describe(self) -> dict[str, Any]:
        """The row in JSON, for programs that offer commands."""
        default = {} if self.default is UNSET else {"default": self.default}
        words = {"label": self.label, "takes": self.kind.takes}
        return {"name": self.name, **self.kind.describe(), **default, **words, "sticky": self.sticky}


BPM: Final = Number(30, 400, "bpm", "{} to {} beats per minute")
MS: Final = Number(-500, 500, "ms", "{} to {} ms")
UP_TO_TWO: Final = Number(0, 2)
UP_TO_ONE: Final = Number(0, 1)
SEMITONES: Final = Number(-12, 12, "semitones", "{} to {} semitones")
NOTE: Final = Number(0, 127, "note", "a MIDI note, {} to {}", whole=True)
ACTION: Final = Nothing()


def one_of(literal: Any, unit: str = "", said: str = "{}") -> Choice:
    """A choice among the words of a Literal."""
    return Choice(get_args(literal), unit, said)


def _short(value: object) -> str:
    try:
        return cut(msgspec.json.encode(value).decode())
    except (TypeError, ValueError):  # nothing that JSON can say
        return cut(str(value))


def cut(text: str) -> str:
    """What a person wrote, as a sentence can quote it."""
    return text if len(text) <= 60 else text[:60] + "..."
