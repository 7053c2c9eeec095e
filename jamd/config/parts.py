"""`parts:` in config.yaml: who plays, and how."""

from itertools import combinations
from typing import TYPE_CHECKING, Annotated, Literal, Self

from annotated_types import Ge, Le
from pydantic import model_validator

from jamd.commands.part_rows import (
    ENABLED,
    OUTSIDE,
    PART_BUSY,
    PART_FOLLOW,
    PART_LATENCY,
    REGISTER,
    RESTLESS,
    TEMPERATURE,
    VOLUME,
)
from jamd.commands.player_table import DEFAULT_PLAYERS, names, summary
from jamd.commands.row import SEMITONES, UP_TO_ONE, UP_TO_TWO
from jamd.config.section import Ms, Section, UpToOne, UpToTwo
from jamd.music.channel_messages import ACOUSTIC_BASS, PROGRAMS
from jamd.music.time.notes import BAND, BandPart

if TYPE_CHECKING:
    DrumsPlayer = str
    PianoPlayer = str
    BassPlayer = str
else:
    DrumsPlayer = Literal[names("drums")]
    PianoPlayer = Literal[names("piano")]
    BassPlayer = Literal[names("bass")]

_Semitones = Annotated[float, Ge(SEMITONES.low), Le(SEMITONES.high)]
_Program = Annotated[
    Annotated[int, Ge(1), Le(PROGRAMS)] | None,
    f"General MIDI sound, 1 to {PROGRAMS}, sent at each start; null: none is sent",
]


class _Musician(Section):
    enabled: Annotated[bool, "false: nobody plays this part"] = ENABLED.default
    player: str
    channel: Annotated[int, Ge(1), Le(16), "MIDI channel, 1 to 16"]
    program: _Program = None
    temperature: Annotated[UpToTwo, f"{UP_TO_TWO.span}; 1: as trained; towards 0: the most likely notes"] = (
        TEMPERATURE.default
    )
    volume: Annotated[UpToTwo, f"{UP_TO_TWO.span}; scales the velocities"] = VOLUME.default
    latency_ms: Annotated[Ms, "this part is sent earlier still, by this many ms"] = PART_LATENCY.default


class Drums(_Musician):
    """The drummer."""

    player: Annotated[DrumsPlayer, summary("drums")] = DEFAULT_PLAYERS["drums"]
    channel: Annotated[int, Ge(1), Le(16), "MIDI channel, 1 to 16"] = 10


class Piano(_Musician):
    """The pianist."""

    player: Annotated[PianoPlayer, summary("piano")] = DEFAULT_PLAYERS["piano"]
    channel: Annotated[int, Ge(1), Le(16), "MIDI channel, 1 to 16"] = 1
    busy: Annotated[UpToTwo, f"how many chords and notes it plays, {UP_TO_TWO.span}"] = PART_BUSY.default
    follow: Annotated[UpToOne, f"how strongly it answers you, {UP_TO_ONE.span}"] = PART_FOLLOW.default
    register_semitones: Annotated[_Semitones, f"lower or higher than usual, {SEMITONES.span}"] = REGISTER.default
    restless: Annotated[UpToOne, "0: settled, on the beat; 1: nervous, pushing off the beat"] = RESTLESS.default
    outside: Annotated[UpToTwo, f"how far from the chords, {UP_TO_TWO.span}; 1: as jazz pianists do"] = OUTSIDE.default


class Bass(_Musician):
    """The bassist."""

    player: Annotated[BassPlayer, summary("bass")] = DEFAULT_PLAYERS["bass"]
    channel: Annotated[int, Ge(1), Le(16), "MIDI channel, 1 to 16"] = 2
    program: _Program = ACOUSTIC_BASS
    busy: Annotated[UpToTwo, f"how many skips and ghost notes it plays, {UP_TO_TWO.span}"] = PART_BUSY.default
    follow: Annotated[
        UpToOne, f"how strongly it answers you, {UP_TO_ONE.span}; 0: it plays on under your left hand"
    ] = PART_FOLLOW.default


class Parts(Section):
    """The band."""

    drums: Drums = Drums()
    piano: Piano = Piano()
    bass: Bass = Bass()

    def of(self, part: BandPart) -> _Musician:
        musician: _Musician = getattr(self, part)
        return musician

    def written_channels(self) -> dict[BandPart, int]:
        """Those that somebody has chosen."""
        return {part: self.of(part).channel for part in BAND if "channel" in self.of(part).model_fields_set}

    @model_validator(mode="after")
    def _have_channels_of_their_own(self) -> Self:
        for (one, channel), (other, same) in combinations(self.written_channels().items(), 2):
            if channel == same:
                raise ValueError(f"{one}.channel and {other}.channel are both {channel}; give each its own")
        return self
