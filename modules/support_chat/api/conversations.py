from typing import Annotated

import ninja
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status

from core import wakes
from core.http.auth import signed_in, the_viewer
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from core.http.idempotency import idempotent
from core.http.pagination import Page, Paging, Slice, paginate
from core.http.throttling import hit
from modules.support_chat import errors
from modules.support_chat.rules.feeds import DESK, customer_feed
from modules.support_chat.rules.states import Side
from modules.support_chat.schemas.requests import ConversationFilters, OpenConversation, ReadMessages
from modules.support_chat.selectors import conversations as selectors
from modules.support_chat.selectors.typing import typing_in
from modules.support_chat.selectors.views import ConversationView, conversation_view
from modules.support_chat.services import conversations as services
from modules.support_chat.services import unread

router = Router()
# Whoever types is heard of once in so many seconds.
TYPING_SECONDS = 3


@router.get("/support/conversations/", auth=signed_in, response=Page[ConversationView], summary="My conversations")
def list_conversations(
    request: HttpRequest,
    filters: Annotated[ConversationFilters, ninja.Query()],
    paging: Annotated[Paging, ninja.Query()],
) -> Slice[ConversationView]:
    """Those with the newest messages first. Agents find everybody's in the queue."""
    user_id = the_viewer(request).id
    mine = selectors.conversations_of(user_id)
    found = mine.filter(status=filters.status) if filters.status else mine
    scope = (user_id, filters.status)
    return paginate(found, paging, order="-last_message_at", scope=scope).map(
        lambda one: conversation_view(one, Side.CUSTOMER)
    )


@router.post(
    "/support/conversations/", auth=signed_in, response={201: ConversationView}, summary="Begin a conversation"
)
@idempotent
@answers_header("Location", 201)
@refuses(errors.UnknownReference)
def open_conversation(request: HttpRequest, response: HttpResponse, body: OpenConversation) -> Status[ConversationView]:
    """About an order of one's own or a product, or neither; what is to be said follows as its first message."""
    user_id = the_viewer(request).id
    conversation = services.open_conversation(customer_id=user_id, **body.model_dump())
    response["Location"] = f"/api/v1/support/conversations/{conversation.pk}/"
    return Status(201, selectors.whole(conversation, user_id))


@router.get(
    "/support/conversations/{id:conversation_id}/",
    auth=signed_in,
    response=ConversationView,
    summary="A conversation",
)
def read_conversation(request: HttpRequest, conversation_id: int) -> ConversationView:
    """With what is known now of the order or product it is about: its customer's own, or any to an agent."""
    viewer = the_viewer(request)
    found = selectors.readable(conversation_id, user_id=viewer.id, is_agent=viewer.is_agent)
    return selectors.whole(found, viewer.id)


@router.put(
    "/support/conversations/{id:conversation_id}/read/",
    auth=signed_in,
    response=ConversationView,
    summary="Say up to where one has read",
)
def mark_read(request: HttpRequest, conversation_id: int, body: ReadMessages) -> ConversationView:
    """The highest number counts: one below an earlier one changes nothing."""
    viewer = the_viewer(request)
    conversation = unread.read(
        conversation_id=conversation_id, user_id=viewer.id, is_agent=viewer.is_agent, up_to_seq=body.up_to_seq
    )
    return selectors.whole(conversation, viewer.id)


@router.post(
    "/support/conversations/{id:conversation_id}/typing/",
    auth=signed_in,
    response={204: None},
    summary="Say that one is typing",
)
def typing(request: HttpRequest, conversation_id: int) -> Status[None]:
    """The other side hears of it if it is waiting now; nothing is kept. Once in three seconds is enough."""
    viewer = the_viewer(request)
    found = selectors.readable(conversation_id, user_id=viewer.id, is_agent=viewer.is_agent)
    if not hit(f"typing:{viewer.id}:{found.pk}", limit=1, seconds=TYPING_SECONDS).exceeded:
        customer = selectors.side_of(found, viewer.id) == Side.CUSTOMER
        feeds = [DESK] if customer else [customer_feed(found.customer_id), DESK]
        wakes.ring(*feeds, said=typing_in(found, viewer.id, at=timezone.now()))
    return Status(204, None)
