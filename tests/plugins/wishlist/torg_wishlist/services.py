"""Writes to wishlists."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.feeds.appending import Entry, append
from modules.catalog import public as catalog
from torg_wishlist.errors import AlreadyWished, UnknownProduct, UnknownWish, WishlistFull
from torg_wishlist.models import Wish
from torg_wishlist.selectors import feed_of, wishes_of

MAX_WISHES = 100
KEPT = timedelta(days=90)


@transaction.atomic(savepoint=False)
def add(*, user_id: int, product_id: int) -> Wish:
    """Put a product on a person's list, or back on it after it was bought.

    Raises UnknownProduct, WishlistFull, AlreadyWished.
    """
    offers = catalog.views(product_ids=[product_id])
    if not offers:
        raise UnknownProduct(field="product_id")
    if wishes_of(user_id).filter(bought_at=None).count() >= MAX_WISHES:
        raise WishlistFull(limit=MAX_WISHES)
    return _wish_for(user_id, offers[0])


@transaction.atomic(savepoint=False)
def remove(*, user_id: int, wish_id: int) -> None:
    """Take a wish off a person's list; raises UnknownWish."""
    deleted, _ = wishes_of(user_id).filter(pk=wish_id).delete()
    if not deleted:
        raise UnknownWish


@transaction.atomic(savepoint=False)
def tick_off(*, user_id: int, product_ids: Collection[int]) -> None:
    """Note that a person has got these products, and tell whoever waits for that; others do not matter."""
    granted = list(wishes_of(user_id).filter(product_id__in=product_ids, bought_at=None))
    wishes_of(user_id).filter(pk__in=[wish.pk for wish in granted]).update(bought_at=timezone.now())
    append(*(Entry(feed_of(user_id), "wish.bought", wish.pk, {"name": wish.name}) for wish in granted))


@transaction.atomic(savepoint=False)
def forget_old() -> None:
    """Delete what was bought three months ago, and the wishes of people who left while this module was off."""
    granted = Q(bought_at__lt=timezone.now() - KEPT)
    Wish.objects.filter(granted | Q(user__erased_at__isnull=False)).delete()


def _wish_for(user_id: int, offer: catalog.OfferView) -> Wish:
    # Of two clicks at once one makes the row and the other finds it.
    wish, made = Wish.objects.select_for_update().get_or_create(
        user_id=user_id, product_id=offer.product_id, defaults={"name": offer.name}
    )
    if not made and wish.bought_at is None:
        raise AlreadyWished
    wish.bought_at = None
    wish.save(update_fields=["bought_at"])
    return wish
