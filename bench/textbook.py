"""Order placement as most tutorials have it: lock row by row, check, save one by one. The peer, written fairly."""

from collections.abc import Sequence

from django.db import transaction

from modules.catalog.models.offers import Offer


@transaction.atomic
def reserve(asks: Sequence[tuple[int, int]]) -> None:
    for offer_id, quantity in sorted(asks):
        offer = Offer.objects.select_for_update().select_related("supplier").get(pk=offer_id)
        if offer.quantity - offer.reserved < quantity:
            raise ValueError("not enough")
        offer.reserved += quantity
        offer.save(update_fields=["reserved"])
