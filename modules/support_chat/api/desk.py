from typing import Annotated

import ninja
from django.http import HttpRequest
from ninja import Router, Status

from core.http.auth import agents, the_viewer
from core.http.contract.refusals import refuses
from core.http.idempotency import idempotent
from core.http.pagination import Page, Paging, Slice, paginate
from modules.support_chat import errors
from modules.support_chat.models.conversations import Conversation
from modules.support_chat.rules.states import Side
from modules.support_chat.schemas.requests import AssignConversation, QueueFilters, SetStatus, WriteNote
from modules.support_chat.selectors import conversations as selectors
from modules.support_chat.selectors import messages
from modules.support_chat.selectors.views import ChatPerson, ConversationView, NoteView, conversation_view, note_view
from modules.support_chat.services import conversations as services
from modules.support_chat.services import notes as noting

router = Router()


def _listed(conversation: Conversation) -> ConversationView:
    return conversation_view(conversation, Side.AGENT)


@router.get("/support/queue/", auth=agents, response=Page[ConversationView], summary="The desk's conversations")
def queue(
    request: HttpRequest, filters: Annotated[QueueFilters, ninja.Query()], paging: Annotated[Paging, ninja.Query()]
) -> Slice[ConversationView]:
    """Those that nobody has taken and that are not resolved, the longest untouched first.

    `assigned=me` and `assigned=anybody` (or `assigned_to` with an agent's id) ask for others, `status` for one status
    or `any`.
    """
    agent_id = the_viewer(request).id
    narrowed = filters.model_dump()
    order = selectors.ORDERS[narrowed.pop("order")]
    found = selectors.queue(**narrowed, agent_id=agent_id)
    return paginate(found, paging, order=order, scope=(agent_id, narrowed)).map(_listed)


@router.get("/support/agents/", auth=agents, response=list[ChatPerson], summary="Who answers for support")
def list_agents(request: HttpRequest) -> list[ChatPerson]:
    """To whom a conversation can be assigned; a hundred at most."""
    found = selectors.agents().order_by("first_name", "last_name", "pk")[:100]
    return [ChatPerson(one.pk, one.full_name or one.email) for one in found]


@router.post(
    "/support/conversations/{id:conversation_id}/take/",
    auth=agents,
    response=ConversationView,
    summary="Take a conversation",
)
@refuses(errors.ConversationTaken, errors.ConversationResolved)
def take(request: HttpRequest, conversation_id: int) -> ConversationView:
    """Of several at once one gets it, the others 409; whoever has it already is told so again."""
    by = the_viewer(request).id
    return selectors.at_the_desk(services.take(conversation_id=conversation_id, agent_id=by), by)


@router.post(
    "/support/conversations/{id:conversation_id}/assign/",
    auth=agents,
    response=ConversationView,
    summary="Assign a conversation",
)
@refuses(errors.UnknownAgent, errors.ConversationResolved)
def assign(request: HttpRequest, conversation_id: int, body: AssignConversation) -> ConversationView:
    """To any agent, whoever had it; null gives it back to the queue."""
    by = the_viewer(request).id
    return selectors.at_the_desk(services.assign(conversation_id=conversation_id, agent_id=body.agent_id, by=by), by)


@router.post(
    "/support/conversations/{id:conversation_id}/status/",
    auth=agents,
    response=ConversationView,
    summary="Set how a conversation stands",
)
def set_status(request: HttpRequest, conversation_id: int, body: SetStatus) -> ConversationView:
    """`pending` waits for the customer, `resolved` is done; a message of the customer's opens it again."""
    by = the_viewer(request).id
    return selectors.at_the_desk(services.set_status(conversation_id=conversation_id, status=body.status, by=by), by)


@router.get(
    "/support/conversations/{id:conversation_id}/notes/",
    auth=agents,
    response=Page[NoteView],
    summary="What agents noted",
)
def list_notes(request: HttpRequest, conversation_id: int, paging: Annotated[Paging, ninja.Query()]) -> Slice[NoteView]:
    """Newest first; no customer ever sees one."""
    selectors.readable(conversation_id, user_id=the_viewer(request).id, is_agent=True)
    return paginate(messages.notes(conversation_id), paging, scope=conversation_id).map(note_view)


@router.post(
    "/support/conversations/{id:conversation_id}/notes/",
    auth=agents,
    response={201: NoteView},
    summary="Note something for other agents",
)
@idempotent
def write_note(request: HttpRequest, conversation_id: int, body: WriteNote) -> Status[NoteView]:
    author_id = the_viewer(request).id
    return Status(201, noting.write(conversation_id=conversation_id, author_id=author_id, text=body.text))
