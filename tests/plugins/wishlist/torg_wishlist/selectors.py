from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from modules.catalog import public as catalog
from torg_wishlist.models import Wish


def feed_of(user_id: int) -> str:
    """Return the name of the feed in which a person's list tells its news."""
    return f"wishlist:{user_id}"


def wishes_of(user_id: int) -> QuerySet[Wish]:
    """Return what a person wishes for, and what they have got of it lately."""
    return Wish.objects.filter(user_id=user_id)


def offers_for(wishes: Iterable[Wish]) -> Mapping[int, catalog.OfferView]:
    """Return the best offer of each wished product by its id, in one query; some are no longer offered."""
    found = catalog.views(product_ids={wish.product_id for wish in wishes})
    return {offer.product_id: offer for offer in found}
