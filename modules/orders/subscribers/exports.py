"""Files of many orders, made after they were asked for; one at a time, so that letters and documents go on."""

import shutil
from itertools import batched

from core import files
from core.events.bus import subscribe
from core.exports import keeping
from core.exports.keeping import Made
from modules.orders import resources
from modules.orders.documents import storing
from modules.orders.events import OrderExportAsked
from modules.orders.models.exports import OrderExport


@subscribe(OrderExportAsked, outside=True, alone=True)
def make_export(event: OrderExportAsked, delivery: str) -> None:
    keeping.make(OrderExport, export_id=event.export_id, write=_made)


def _made(export: OrderExport) -> Made:
    some, name = batched(export.order_ids, resources.AT_ONCE), files.secret_name(storing.EXPORTS, export.ending)
    with resources.file_of(resources.orders_of(some), export.format) as file:
        size = files.keep(name, lambda kept: shutil.copyfileobj(file, kept))
    return Made(name, size)
