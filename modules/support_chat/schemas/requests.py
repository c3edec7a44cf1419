import re
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from django.utils.translation import gettext_noop as _
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from core.http.pagination import Paging
from core.http.shapes import Patch, Query, Request, untouched
from core.http.values import MAX_INT, Id, Name, QueryId, QueryInt, QueryText, Switch, Text, UpTo, visible
from modules.support_chat.rules.states import Status

MOST_FILES = 10
LONGEST = 10_000
CANONICAL = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")


def _uuid(value: Any) -> Any:
    if not isinstance(value, str) or not CANONICAL.match(value):
        raise PydanticCustomError("bad_uuid", _("Must be a UUID such as 5f0c7a5e-9b1d-4f0e-8a3c-1d2e3f405162"))
    return UUID(value)


Uuid = Annotated[UUID, BeforeValidator(_uuid), WithJsonSchema({"type": "string", "format": "uuid"})]
Said = Annotated[Text, UpTo(LONGEST)]


def _shown(text: str) -> str:
    if not visible(text):
        raise PydanticCustomError("blank", "Must not be blank")
    return text


Shown = Annotated[Said, StringConstraints(min_length=1), AfterValidator(_shown)]
Seq = Annotated[int, Field(strict=True, ge=0, le=MAX_INT)]
QuerySeq = Annotated[
    QueryInt, Field(ge=0, le=MAX_INT), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": MAX_INT})
]


class OpenConversation(Request):
    """What it is about in a few words, and at most one of an order (one's own) or a product."""

    subject: Name
    order_id: Id | None = None
    product_id: Id | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if self.order_id is not None and self.product_id is not None:
            raise PydanticCustomError("order_or_product", _("Give order_id or product_id, not both"))
        return self


def _visible(text: str, attachment_ids: list[int]) -> None:
    if not visible(text) and not attachment_ids:
        raise PydanticCustomError("message_empty", _("A message needs a text or an attachment."))


class SendMessage(Request):
    """`client_msg_id` is the sender's own, kept for every repeat of this message; files are sent ahead."""

    client_msg_id: Uuid
    text: Said = ""
    attachment_ids: Annotated[list[Id], Field(max_length=MOST_FILES)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _something(self) -> Self:
        _visible(self.text, self.attachment_ids)
        return self


class EditMessage(Request):
    text: Said


class ReadMessages(Request):
    up_to_seq: Seq


class AssignConversation(Request):
    """Whose it shall be; null gives it back to the queue."""

    agent_id: Id | None


class SetStatus(Request):
    status: Status


class WriteNote(Request):
    text: Shown


class WriteReply(Request):
    """A ready answer; the text may name `{{ customer }}`, `{{ agent }}`, `{{ about }}` and `{{ subject }}`."""

    title: Annotated[Name, UpTo(100)]
    text: Annotated[Shown, StringConstraints(max_length=4000)]
    is_active: Switch = True


class ChangeReply(Patch):
    title: Annotated[Name, UpTo(100)] = untouched()
    text: Annotated[Shown, StringConstraints(max_length=4000)] = untouched()
    is_active: Switch = untouched()


class ConversationFilters(Query):
    """How a customer narrows the list of their own."""

    status: Status | None = None


class MessagePaging(Paging):
    """Messages after a number, in their order; with `before_seq` the last ones before it, for reading upwards."""

    after_seq: QuerySeq | None = None
    before_seq: QuerySeq | None = None


type Assigned = Literal["nobody", "me", "anybody"]
type Standing = Literal["open", "pending", "resolved", "any"]
type QueueOrder = Literal["oldest", "newest", "waiting"]


class QueueFilters(Query):
    """Which of the desk's: by status (else all that are not resolved), by whose they are, and in which order.

    `search` looks into subjects, numbers of orders, names of products, and the beginnings of customers' names and
    e-mail addresses. `waiting` puts those first who have waited longest for an answer.
    """

    status: Standing | None = None
    assigned: Assigned = "nobody"
    assigned_to: QueryId | None = None
    customer_id: QueryId | None = None
    search: Annotated[QueryText, UpTo(100)] = ""
    order: QueueOrder = "oldest"


class RepliesQuery(Query):
    """The conversation whose names `filled_in` shall have."""

    conversation_id: QueryId | None = None
