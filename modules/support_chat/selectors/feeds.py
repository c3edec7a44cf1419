"""What those who wait for news begin with, and what has reached them."""

from typing import Any

from django.db.models import Sum

from core.feeds import reading
from modules.support_chat.models.conversations import Conversation
from modules.support_chat.rules.states import Side, Status
from modules.support_chat.selectors.conversations import all_conversations, conversations_of
from modules.support_chat.selectors.views import conversation_view, told

SHOWN = 50
# How many events back a proof of delivery looks; what lies further back was proven by an earlier one.
LOOKED_BACK = 200


def customer_snapshot(user_id: int) -> dict[str, Any]:
    """Return a customer's newest conversations and how much is unread in all of theirs."""
    mine = conversations_of(user_id)
    unread = Conversation.objects.filter(customer_id=user_id).aggregate(sum=Sum("customer_unread"))["sum"]
    return _snapshot(Side.CUSTOMER, mine, unread)


def desk_snapshot(agent_id: int) -> dict[str, Any]:
    """Return the desk's newest conversations that are not resolved, and how much is unread in all of them."""
    living = all_conversations().exclude(status=Status.RESOLVED)
    unread = Conversation.objects.exclude(status=Status.RESOLVED).aggregate(sum=Sum("desk_unread"))["sum"]
    return _snapshot(Side.AGENT, living, unread)


def _snapshot(side: Side, rows: Any, unread: int | None) -> dict[str, Any]:
    newest = rows.order_by("-last_message_at", "-pk")[:SHOWN]
    shown = [told(conversation_view(one, side)) for one in newest]
    return {"side": side.value, "conversations": shown, "unread": unread or 0}


def delivered(feed: str, seq: int, *, user_id: int) -> dict[int, int]:
    """Return, by conversation, the last message proven to have reached the customer, where that is news."""
    head = reading.head(feed)
    events = reading.after(head.id, max(0, seq - LOOKED_BACK), limit=LOOKED_BACK)
    reached: dict[int, int] = {}
    for event in events:
        if event.seq <= seq and event.type == "message.created":
            reached[event.subject] = event.data["seq"]
    if not reached:
        return {}
    known = Conversation.objects.filter(customer_id=user_id, pk__in=reached).values_list("pk", "customer_delivered_seq")
    return {id: reached[id] for id, had in known if reached[id] > had}
