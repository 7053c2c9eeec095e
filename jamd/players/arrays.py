"""What players reckon with: shapes and units are said where an array stands."""

from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]
