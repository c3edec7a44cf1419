"""Who is there at this moment: from the polls that are held, without asking the database."""

from typing import Any

from django.utils import timezone

from modules.support_chat.rules.feeds import DESK, customers_among

# An answer stays small however many stroll through the shop.
MOST = 1000


def around(feeds: frozenset[str], *, is_agent: bool) -> list[dict[str, Any]]:
    """Return who of the other side is there: to agents the customers (1,000 at most), to customers whether anybody of
    support is; nothing where nobody is.
    """
    customers = customers_among(feeds)[:MOST] if is_agent else []
    if not customers and (is_agent or DESK not in feeds):
        return []
    told = {"support": True, "customers": customers}
    return [{"type": "presence", "conversation_id": None, "at": timezone.now().isoformat(), "data": told}]
