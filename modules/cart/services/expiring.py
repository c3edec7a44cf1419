"""Carts that nobody comes back to."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from modules.cart.models import Cart

BATCH = 500


def forget_old() -> int:
    """Delete carts that nobody touched for their time, guests', people's and ordered ones; return how many.

    The times are CART_GUEST_TTL, CART_TTL and CART_ORDERED_TTL, each 0 for ever.
    """
    return (
        _forget(settings.CART_GUEST_TTL, user=None)
        + _forget(settings.CART_TTL, user__isnull=False, closed_at=None)
        + _forget(settings.CART_ORDERED_TTL, closed_at__isnull=False)
    )


def _forget(kept: timedelta, **which: Any) -> int:
    gone = 0
    while kept and (batch := _forget_some(timezone.now() - kept, which)):
        gone += batch
    return gone


@transaction.atomic
def _forget_some(before: datetime, which: Mapping[str, Any]) -> int:
    # Held while they are deleted: of one that is being filled at this moment nothing is lost; it is not old any more.
    old = Cart.objects.select_for_update(skip_locked=True).filter(updated_at__lt=before, **which)
    ids = list(old.order_by("updated_at").values_list("pk", flat=True)[:BATCH])
    Cart.objects.filter(pk__in=ids).delete()
    return len(ids)
