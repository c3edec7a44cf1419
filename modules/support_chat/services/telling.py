"""What happened, written into the feeds of those it concerns: the customer's own, and the desk's."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import override

from core.feeds.appending import Entry, append
from modules.support_chat.models.conversations import Conversation
from modules.support_chat.rules.feeds import DESK, customer_feed
from modules.support_chat.rules.states import Side
from modules.support_chat.selectors.conversations import facts
from modules.support_chat.selectors.views import conversation_view, told

type News = tuple[str, Mapping[str, Any]]


def tell_both(conversation: Conversation, *news: News) -> None:
    """Tell the customer and the desk the same; call it last in the transaction."""
    tell(conversation, customer=news, desk=news)


def tell(conversation: Conversation, *, customer: tuple[News, ...] = (), desk: tuple[News, ...] = ()) -> None:
    """Tell each side its news, as (type, data); call it last in the transaction, and once."""
    own = _entries(customer_feed(conversation.customer_id), conversation, customer)
    append(*own, *_entries(DESK, conversation, desk))


def tell_state(conversation: Conversation, type: str, *news: News) -> None:
    """Tell both sides how the conversation stands, each as it sees it, after some other news.

    What is known of an order or product is told in the shop's language: both read the same.
    """
    with override(settings.LANGUAGE_CODE):
        known = facts(conversation, conversation.customer_id)
    sides = {side: (*news, (type, told(conversation_view(conversation, side, known)))) for side in Side}
    tell(conversation, customer=sides[Side.CUSTOMER], desk=sides[Side.AGENT])


def _entries(feed: str, conversation: Conversation, news: tuple[News, ...]) -> Iterator[Entry]:
    for kind, data in news:
        yield Entry(feed, kind, conversation.pk, data)
