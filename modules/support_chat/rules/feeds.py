"""Which feed is whose: one a customer, and one that all agents share."""

DESK = "support:desk"


def customer_feed(user_id: int) -> str:
    """Return the name of the feed of all that this customer may hear."""
    return f"support:customer:{user_id}"
