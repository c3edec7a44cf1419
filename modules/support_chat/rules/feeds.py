"""Which feed is whose: one a customer, and one that all agents share."""

from functools import lru_cache

DESK = "support:desk"
CUSTOMER = "support:customer:"


def customer_feed(user_id: int) -> str:
    """Return the name of the feed of all that this customer may hear."""
    return f"{CUSTOMER}{user_id}"


@lru_cache(maxsize=1)
def customers_among(feeds: frozenset[str]) -> list[int]:
    """Return the ids of the customers whose feeds these are; asked again for the same ones, it looks no more."""
    return [int(feed.removeprefix(CUSTOMER)) for feed in feeds if feed.startswith(CUSTOMER)]
