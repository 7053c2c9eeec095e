"""What a section of config.yaml is, and the kinds of values that several have."""

from typing import Annotated, Any, ClassVar

from annotated_types import Ge, Le, MinLen
from pydantic import BaseModel, ConfigDict, model_validator

from jamd.commands.row import MS, UP_TO_ONE, UP_TO_TWO

Text = Annotated[str, MinLen(1)]
Ms = Annotated[float, Ge(MS.low), Le(MS.high)]
UpToTwo = Annotated[float, Ge(UP_TO_TWO.low), Le(UP_TO_TWO.high)]
UpToOne = Annotated[float, Ge(UP_TO_ONE.low), Le(UP_TO_ONE.high)]


class Section(BaseModel):
    """A group of keys. Its docstring and the texts in the keys' types are the comments of config.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, allow_inf_nan=False)
    takes: ClassVar[dict[str, str]] = {}  # what to say that a key takes, where its type does not say it

    @model_validator(mode="before")
    @classmethod
    def _all_commented_out(cls, given: Any) -> Any:
        return {} if given is None else given
