"""How the band's intensity follows the keyboardist's, and the arc that it takes over the choruses."""

from typing import Any, Final

from jamd.commands.kinds import Number
from jamd.commands.row import UP_TO_ONE, UP_TO_TWO, Row

BEATS: Final = Number(0, 64, "beats", "{} (at once) to {} beats")
_CHORUSES: Final = Number(0, 32, "choruses", "{} (up to the end) to {} choruses", whole=True)
ATTACK: Final = Row(
    "intensity_attack", BEATS, "jam", "Plays up in", sticky=True, default=0.0, config="jam.intensity_attack"
)
RELEASE: Final = Row(
    "intensity_release", BEATS, "jam", "Calms down in", sticky=True, default=0.0, config="jam.intensity_release"
)
AMOUNT: Final = Row(
    "intensity_amount", UP_TO_TWO, "jam", "Follows you", sticky=True, default=1.0, config="jam.intensity_amount"
)
HEIGHT: Final = Row(
    "intensity_register", UP_TO_ONE, "jam", "Your register", sticky=True, default=0.0, config="jam.intensity_register"
)
ARC: Final = Row("arc", _CHORUSES, "jam", "Arc", sticky=True, default=0, config="jam.arc")

ROWS: Final[tuple[Row[Any, Any], ...]] = (ATTACK, RELEASE, AMOUNT, HEIGHT, ARC)
