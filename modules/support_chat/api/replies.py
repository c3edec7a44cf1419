from typing import Annotated

import ninja
from django.http import HttpRequest
from ninja import Router, Status

from core.http.auth import agents, the_viewer
from core.http.contract.refusals import refuses
from core.http.idempotency import idempotent
from core.http.pagination import Page, Paging, Slice, paginate
from modules.support_chat import errors
from modules.support_chat.schemas.requests import ChangeReply, RepliesQuery, WriteReply
from modules.support_chat.selectors import conversations
from modules.support_chat.selectors import replies as selectors
from modules.support_chat.selectors.replies import CannedReplyView
from modules.support_chat.services import replies as services

router = Router()


@router.get("/support/canned-replies/", auth=agents, response=Page[CannedReplyView], summary="Ready answers")
def list_replies(
    request: HttpRequest, about: Annotated[RepliesQuery, ninja.Query()], paging: Annotated[Paging, ninja.Query()]
) -> Slice[CannedReplyView]:
    """By title; `filled_in` has the names of `conversation_id` put in, where one is given."""
    agent_id, values = the_viewer(request).id, dict[str, str]()
    if about.conversation_id is not None:
        one = conversations.readable(about.conversation_id, user_id=agent_id, is_agent=True)
        values = selectors.values_for(one, agent_id)
    found = paginate(selectors.offered(), paging, order="title")
    return found.map(lambda reply: selectors.view_of(reply, values))


@router.post("/support/canned-replies/", auth=agents, response={201: CannedReplyView}, summary="Write a ready answer")
@idempotent
@refuses(errors.TitleTaken, errors.UnknownVariable)
def write_reply(request: HttpRequest, body: WriteReply) -> Status[CannedReplyView]:
    return Status(201, selectors.view_of(services.write(**body.model_dump())))


@router.patch(
    "/support/canned-replies/{id:reply_id}/", auth=agents, response=CannedReplyView, summary="Change a ready answer"
)
@refuses(errors.TitleTaken, errors.UnknownVariable)
def change_reply(request: HttpRequest, reply_id: int, body: ChangeReply) -> CannedReplyView:
    return selectors.view_of(services.write(reply_id=reply_id, **body.changes()))


@router.delete(
    "/support/canned-replies/{id:reply_id}/", auth=agents, response={204: None}, summary="Delete a ready answer"
)
def delete_reply(request: HttpRequest, reply_id: int) -> Status[None]:
    services.remove(reply_id=reply_id)
    return Status(204, None)
