"""Files of many orders, made after they were asked for; one at a time, so that letters and documents go on."""

import logging
from itertools import batched

from core.events.bus import subscribe
from modules.orders import resources
from modules.orders.documents import storing
from modules.orders.events import OrderExportAsked
from modules.orders.models.exports import OrderExport
from modules.orders.services import exporting

log = logging.getLogger("torg.orders")


@subscribe(OrderExportAsked, outside=True, alone=True)
def make_export(event: OrderExportAsked, delivery: str) -> None:
    export = exporting.waiting(export_id=event.export_id)
    if export is None:
        return
    try:
        file, size = _made(export)
    except Exception:
        log.exception("export %s of orders was not made", export.pk)
        exporting.fail(export_id=export.pk)
        return
    if not exporting.finish(export_id=export.pk, file=file, size=size):
        storing.discard(file)


def _made(export: OrderExport) -> tuple[str, int]:
    some = batched(export.order_ids, resources.AT_ONCE)
    with resources.file_of(resources.orders_of(some), export.format) as file:
        return storing.keep_file(file, folder=storing.EXPORTS, ending=export.format)
