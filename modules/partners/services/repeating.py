"""A price list sent in once more, the way it came: its stored file, or what lies at its address by now."""

from collections.abc import Iterator

from modules.partners import selectors
from modules.partners.errors import PriceListFileGone
from modules.partners.models.price_lists import PriceList
from modules.partners.services.fetching import submit_address
from modules.partners.services.submitting import submit

CHUNK = 1 << 20


def again(*, price_list_id: int, by: int) -> PriceList:
    """Queue a list as its supplier's newest one, and return that job: the same where it is the newest.

    Raises PriceListUnknown (404), PriceListFileGone (409) and UrlRefused (422).
    """
    one = selectors.any_price_list(price_list_id)
    if one.url:
        return submit_address(supplier_id=one.supplier_id, user_id=by, url=one.url, mode=one.mode, dry_run=one.dry_run)
    return submit(
        supplier_id=one.supplier_id,
        user_id=by,
        name=one.file_name,
        chunks=_content(one),
        mode=one.mode,
        dry_run=one.dry_run,
    )


def _content(one: PriceList) -> Iterator[bytes]:
    try:
        file = one.path.open("rb")
    except FileNotFoundError:
        raise PriceListFileGone from None
    with file:
        yield from iter(lambda: file.read(CHUNK), b"")
