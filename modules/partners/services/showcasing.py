"""The feed for marketplaces: the whole showcase in one file, made anew after price lists and every so often."""

import io
from datetime import timedelta
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.events.bus import publish
from modules.catalog import public as catalog
from modules.catalog.public import ShownGood
from modules.partners.clients import making
from modules.partners.errors import FeedNotMade
from modules.partners.events import ShowcaseDue
from modules.partners.formats.writers.goods import Head, plain
from modules.partners.formats.writers.yandex_yml import close_catalogue, open_catalogue, write_offer
from modules.partners.models.exports import Showcase

BELIEVED = timedelta(minutes=10)
# Of lists that come one after the other, one feed is made and not one each.
PAUSE = timedelta(minutes=1)
DATE_LINES = 2  # say when it was made


def shown() -> Showcase:
    """Return the feed as it stands; raises FeedNotMade (503), and has it made, where there is none yet."""
    found = Showcase.objects.filter(pk=1).first()
    if found is None or not found.file:
        refresh()
        raise FeedNotMade
    return found


@transaction.atomic
def refresh() -> bool:
    """Have the feed made where it is due and nobody makes it; return whether."""
    if not settings.FEED_MINUTES:
        return False
    Showcase.objects.get_or_create(pk=1)
    feed, now = Showcase.objects.select_for_update().get(pk=1), timezone.now()
    if feed.claimed_until > now or not _is_due(feed):
        return False
    feed.claimed_until = now + BELIEVED
    feed.save(update_fields=["claimed_until"])
    publish(ShowcaseDue())
    return True


def outdate() -> None:
    """Note that what the feed shows has changed."""
    Showcase.objects.filter(pk=1).update(is_stale=True)


def make() -> None:
    """Make the feed and show it. Not inside a transaction."""
    before = Showcase.objects.get_or_create(pk=1)[0]
    Showcase.objects.filter(pk=1).update(is_stale=False)  # what changes from here on is for the next one
    offers = [0]

    def write(file: BinaryIO) -> None:
        offers[0] = _write(file)

    name, digest = making.make_feed(write, but=before.etag, skip_lines=DATE_LINES)
    now = timezone.now()
    # Its date is that of its content: what says the same as before was not changed since.
    changed = {"made_at": now, "file": name, "etag": digest, "offers": offers[0], "claimed_until": now}
    is_same = digest == before.etag and before.file == name
    Showcase.objects.filter(pk=1).update(**changed, **({} if is_same else {"changed_at": now}))


def _is_due(feed: Showcase) -> bool:
    age = timezone.now() - feed.made_at if feed.made_at else None
    if age is None:
        return True
    return age >= timedelta(minutes=settings.FEED_MINUTES) or (feed.is_stale and age >= PAUSE)


def _write(file: BinaryIO) -> int:
    text, count = io.TextIOWrapper(file, "utf-8", newline="\n"), 0
    categories = catalog.shown_categories()
    parents = {str(one.id): str(one.parent_id) for one in categories if one.parent_id}
    shop = settings.COMPANY["name"] or "Torg"
    named = {str(one.id): one.name for one in categories}
    head = Head(shop, settings.CURRENCY, named, parents, date=timezone.now().isoformat(timespec="seconds"))
    open_catalogue(text, head, url=settings.PUBLIC_URL)
    for good in catalog.showcase():
        pictures = [f"{settings.PUBLIC_URL}{path}" for path in good.pictures]
        write_offer(text, str(good.id), good.available, _elements(good), good.attributes, pictures)
        count += 1
    close_catalogue(text)
    text.detach()
    return count


def _elements(good: ShownGood) -> dict[str, str]:
    return {
        "name": good.name,
        "vendor": good.brand,
        "model": good.model,
        "price": plain(good.price),
        "currencyId": good.currency,
        "categoryId": str(good.category_id),
        "barcode": good.gtin,
        "description": good.description,
    }
