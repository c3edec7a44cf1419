from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import ninja
from django.http import HttpRequest
from ninja import Router, Status

from core.http.auth import signed_in, the_viewer
from core.http.contract.refusals import refuses
from core.http.idempotency import idempotent
from core.http.pagination import Page, Slice, paginate_rows
from modules.support_chat import errors
from modules.support_chat.schemas.requests import EditMessage, MessagePaging, SendMessage
from modules.support_chat.selectors import messages as selectors
from modules.support_chat.selectors.conversations import readable
from modules.support_chat.selectors.views import MessageView
from modules.support_chat.services import messages as services
from modules.support_chat.services.messages import Draft

router = Router()


@router.get(
    "/support/conversations/{id:conversation_id}/messages/",
    auth=signed_in,
    response=Page[MessageView],
    summary="What was said",
)
def list_messages(
    request: HttpRequest, conversation_id: int, paging: Annotated[MessagePaging, ninja.Query()]
) -> Slice[MessageView]:
    """In the order of `seq`, from the first or after `after_seq`; with `before_seq` the last ones before it, with both
    those between.

    Pages follow in the same direction: upwards in time after `after_seq`, back in time before `before_seq`.
    """
    viewer = the_viewer(request)
    readable(conversation_id, user_id=viewer.id, is_agent=viewer.is_agent)
    return _downwards(conversation_id, paging) if paging.before_seq is None else _upwards(conversation_id, paging)


def _downwards(conversation_id: int, paging: MessagePaging) -> Slice[MessageView]:
    def read(place: list[Any] | None, limit: int) -> Sequence[MessageView]:
        return selectors.after(conversation_id, int(place[0]) if place else paging.after_seq or 0, limit)

    return _page(read, paging, (conversation_id, "after"))


def _upwards(conversation_id: int, paging: MessagePaging) -> Slice[MessageView]:
    def read(place: list[Any] | None, limit: int) -> Sequence[MessageView]:
        seq = int(place[0]) if place else paging.before_seq or 0
        return selectors.before(conversation_id, seq, limit, after=paging.after_seq or 0)

    found = _page(read, paging, (conversation_id, "before"))
    return replace(found, items=found.items[::-1])


def _page(read: Any, paging: MessagePaging, scope: tuple[int, str]) -> Slice[MessageView]:
    return paginate_rows(
        read, paging, scope=scope, place=lambda one: [one.seq], count=lambda most: selectors.count(scope[0], most)
    )


@router.post(
    "/support/conversations/{id:conversation_id}/messages/",
    auth=signed_in,
    response={201: MessageView, 200: MessageView},
    summary="Say something",
)
@idempotent
@refuses(errors.ClientMsgIdReused, errors.ConversationResolved, errors.AttachmentUsed)
def send_message(request: HttpRequest, conversation_id: int, body: SendMessage) -> Status[MessageView]:
    """201 the first time; the same `client_msg_id` with the same content again is answered 200 with the same message.

    A customer's message opens a pending or resolved conversation again.
    """
    viewer = the_viewer(request)
    draft = Draft(body.client_msg_id, body.text, tuple(body.attachment_ids))
    sent = services.send(conversation_id=conversation_id, user_id=viewer.id, is_agent=viewer.is_agent, draft=draft)
    return Status(201 if sent.is_new else 200, sent.message)


@router.patch(
    "/support/conversations/{id:conversation_id}/messages/{id:message_id}/",
    auth=signed_in,
    response=MessageView,
    summary="Change a message of one's own",
)
@refuses(errors.MessageFixed, errors.EmptyMessage)
def edit_message(request: HttpRequest, conversation_id: int, message_id: int, body: EditMessage) -> MessageView:
    """For a quarter of an hour (SUPPORT_EDIT_FOR)."""
    viewer = the_viewer(request)
    return services.edit(
        conversation_id=conversation_id,
        message_id=message_id,
        user_id=viewer.id,
        is_agent=viewer.is_agent,
        text=body.text,
    )


@router.delete(
    "/support/conversations/{id:conversation_id}/messages/{id:message_id}/",
    auth=signed_in,
    response={204: None},
    summary="Take back a message of one's own",
)
@refuses(errors.MessageFixed)
def delete_message(request: HttpRequest, conversation_id: int, message_id: int) -> Status[None]:
    """For a quarter of an hour (SUPPORT_EDIT_FOR). Its number stays; its text and files go."""
    viewer = the_viewer(request)
    services.delete(conversation_id=conversation_id, message_id=message_id, user_id=viewer.id, is_agent=viewer.is_agent)
    return Status(204, None)
