"""The base classes of everything on the wire."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema


class Request(BaseModel):
    """A body that is taken as it is or not at all: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Patch(Request):
    """A body whose absent fields stay as they are; declare each field `= untouched()`, so that null is refused."""

    def changes(self) -> dict[str, Any]:
        """Return only the fields that were sent."""
        return self.model_dump(exclude_unset=True)


class Query(BaseModel):
    """Query parameters, for `Annotated[Filters, ninja.Query()]`."""

    model_config = ConfigDict(extra="ignore")


class Answer(BaseModel):
    """What goes out; filled from frozen dataclasses and models by attribute."""

    # A field with a default is there all the same: a client need not ask whether it is.
    model_config = ConfigDict(from_attributes=True, json_schema_serialization_defaults_required=True)


# A field that stands only where there is something to say: `Annotated[int | SkipJsonSchema[None], IF_GIVEN] = None`.
IF_GIVEN: Any = Field(exclude_if=lambda value: value is None)


def untouched() -> Any:
    """Mark a field of a Patch as absent by default; nothing is shown as its default in the schema."""
    return Field(default_factory=lambda: None)


class DocumentPending(Answer):
    """The document is being made; ask again after `Retry-After` seconds."""

    status: Literal["pending"] = "pending"


class FieldError(Answer):
    """One value that was refused: where it stands, why, and a stable code."""

    loc: list[str | int]
    msg: str
    code: str


class Problem(Answer):
    """An error as RFC 9457 has it; `code` is stable, `detail` is in the reader's language.

    A subclass in a module's `schemas.py` says more of one code: `code: Literal["cart_full"]` and its facts.
    """

    type: Annotated[str, Field(examples=["urn:torg:problem:not_found"])]
    title: Annotated[str, Field(examples=["Not Found"])]
    status: Annotated[int, Field(examples=[404])]
    detail: Annotated[str, Field(examples=["There is no such object."])]
    code: Annotated[str, Field(examples=["not_found"])]
    request_id: Annotated[str, Field(examples=["5f0c7a5e9b1d4f0e"])]
    errors: Annotated[list[FieldError] | SkipJsonSchema[None], IF_GIVEN] = None
