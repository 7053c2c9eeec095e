"""The vocabulary of the hand-written drummer: ride patterns, comping, fills. Positions are eighths of the bar."""

from typing import Final, Literal

from jamd.music import drum_kit as kit

_USED: Final = (kit.KICK, kit.SNARE, kit.PEDAL_HAT, kit.HIGH_TOM, kit.MID_TOM, kit.LOW_TOM, kit.CRASH, kit.RIDE)
KICK, SNARE, PEDAL_HAT, HIGH_TOM, MID_TOM, LOW_TOM, CRASH, RIDE = (kit.PITCH_OF_VOICE[voice] for voice in _USED)

Voice = Literal["snare", "kick"]

# Ride patterns, with their weight at intensity 0 and at 1.
RIDES: Final[dict[int, tuple[tuple[float, float, tuple[int, ...]], ...]]] = {
    4: (
        (0.25, 0.52, (0, 2, 3, 4, 6, 7)),  # ding, ding-a-ding, ding-a
        (0.22, 0.08, (0, 2, 4, 6, 7)),
        (0.13, 0.08, (0, 2, 3, 4, 6)),
        (0.40, 0.00, (0, 2, 4, 6)),
        (0.05, 0.18, (0, 2, 3, 4, 5, 6, 7)),
        (0.05, 0.14, (0, 1, 2, 3, 4, 6, 7)),
    ),
    3: (
        (0.45, 0.45, (0, 2, 3, 4)),
        (0.20, 0.15, (0, 2, 4, 5)),
        (0.30, 0.05, (0, 2, 4)),
        (0.05, 0.35, (0, 2, 3, 4, 5)),
    ),
    5: (
        (0.30, 0.42, (0, 2, 3, 4, 6, 7, 8)),  # ding, ding-a-ding | ding-a-ding
        (0.20, 0.10, (0, 2, 3, 4, 6, 8)),
        (0.35, 0.05, (0, 2, 4, 6, 8)),
        (0.10, 0.18, (0, 2, 4, 6, 7, 8)),
        (0.05, 0.25, (0, 2, 3, 4, 6, 7, 8, 9)),
    ),
}
HAT_FOOT: Final = {4: (2, 6), 3: (2,), 5: (2, 6)}
FEATHERED: Final = {4: (0, 2, 4, 6), 3: (0,), 5: (0, 6)}

# How likely snare and kick comp on each eighth; mostly off the beat.
COMPING: Final[dict[int, dict[int, float]]] = {
    4: {0: 0.08, 1: 0.6, 2: 0.12, 3: 1.2, 4: 0.2, 5: 0.9, 6: 0.35, 7: 1.0},
    3: {0: 0.05, 1: 0.6, 2: 0.2, 3: 1.2, 4: 0.3, 5: 1.0},
    5: {0: 0.06, 1: 0.6, 2: 0.15, 3: 1.2, 4: 0.2, 5: 0.7, 6: 0.6, 7: 0.8, 8: 0.3, 9: 1.0},
}
# What may set up the bar after a fourth one.
SETUPS: Final[dict[int, tuple[tuple[tuple[int, Voice], ...], ...]]] = {
    4: (((7, "snare"),), ((7, "kick"),), ((6, "snare"), (7, "kick")), ((6, "snare"),)),
    3: (((5, "snare"),), ((5, "kick"),), ((4, "snare"), (5, "kick")), ((4, "snare"),)),
    5: (((9, "snare"),), ((9, "kick"),), ((8, "snare"), (9, "kick")), ((8, "snare"),)),
}

# A beat of a fill: which of its triplets sound (the third is the swung off-beat); weights at intensity 0 and 1.
FILL_BEATS: Final[tuple[tuple[float, float, tuple[int, ...]], ...]] = (
    (0.30, 0.40, (0, 1, 2)),
    (0.30, 0.25, (0, 2)),
    (0.20, 0.10, (0,)),
    (0.10, 0.15, (1, 2)),
    (0.10, 0.10, (2,)),
)
# Ways around the drums, one drum for each beat of a fill; its first stays where there are more beats.
FILL_PATHS: Final = (
    (SNARE, SNARE, HIGH_TOM, LOW_TOM),
    (SNARE, HIGH_TOM, MID_TOM, LOW_TOM),
    (HIGH_TOM, SNARE, LOW_TOM, SNARE),
    (SNARE, LOW_TOM, SNARE, SNARE),
    (LOW_TOM, MID_TOM, HIGH_TOM, SNARE),
)
