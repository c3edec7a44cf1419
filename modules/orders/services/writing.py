"""Writing a new order down with all that hangs on it: on Postgres in one statement, planned once.

An order of a hundred lines is the same statement as one of a single line, and whatever column a model gains goes along.
SQLite takes no INSERT inside a WITH and has no round trips to save: there it is a statement for each table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, connection

from core import planned
from core.rows import columns, packed, recordset
from modules.catalog.public import ReservedLine
from modules.orders.errors import CartEmpty
from modules.orders.models.orders import Line, Order, Part, Step
from modules.orders.rules.quoting import line_total

OF_ORDER, OF_PART = columns(Order), columns(Part, without=("id", "order_id"))
OF_LINE, OF_STEP = (columns(model, without=("id", "order_id", "part_id")) for model in (Line, Step))
# Ids are given in the order of the rows, so that the two arrays tell whose they are.
WRITE = f"""
WITH whole AS (
  INSERT INTO orders_order ({OF_ORDER}) SELECT {OF_ORDER} FROM {recordset(Order)} RETURNING id AS whole_id),
parts AS (
  INSERT INTO orders_part (order_id, {OF_PART}) SELECT whole_id, {OF_PART} FROM whole, {recordset(Part)}
   ORDER BY ordinality RETURNING id AS share_id, supplier_id AS seller_id),
lines AS (
  INSERT INTO orders_line (order_id, part_id, {OF_LINE})
  SELECT whole_id, share_id, {OF_LINE} FROM whole, parts JOIN {recordset(Line)} ON supplier_id = seller_id
   ORDER BY ordinality RETURNING id),
steps AS (
  INSERT INTO orders_step (order_id, part_id, {OF_STEP}) SELECT whole_id, share_id, {OF_STEP}
    FROM whole, (SELECT share_id FROM parts UNION ALL SELECT NULL) AS those, {recordset(Step)}
   ORDER BY share_id NULLS FIRST)
SELECT whole_id, ARRAY(SELECT share_id FROM parts ORDER BY 1), ARRAY(SELECT id FROM lines ORDER BY 1) FROM whole"""


@dataclass(frozen=True, slots=True)
class Draft:
    """An order that is not written yet; `beginning` is the first step of the order itself and of each part."""

    order: Order
    parts: Sequence[Part]
    lines: Sequence[Line]
    beginning: Step


def write(draft: Draft) -> None:
    """Write the draft down and give its rows their ids; raises CartEmpty where its cart stands in an order already."""
    try:
        if connection.vendor == "postgresql":
            _write_at_once(draft)
        else:
            _write_by_table(draft)
    except IntegrityError as clash:
        if "cart_id" not in str(clash):
            raise
        raise CartEmpty from clash


def line_of(order: Order, part: Part, line: ReservedLine) -> Line:
    """Return a line, not yet written, of what was put aside: as it is called and costs now."""
    return Line(
        order=order,
        part=part,
        offer_id=line.offer_id,
        product_id=line.product_id,
        supplier_id=line.supplier_id,
        name=line.name,
        sku=line.sku,
        model=line.model,
        gtin=line.gtin,
        price=line.price,
        quantity=line.quantity,
        total=line_total(line.price, line.quantity),
        vat_rate=line.vat_rate,
    )


def _write_at_once(draft: Draft) -> None:
    rows = [packed([draft.order]), packed(draft.parts), packed(draft.lines), packed([draft.beginning])]
    ((order_id, part_ids, line_ids),) = planned.rows(WRITE, rows)
    draft.order.pk = order_id
    for part, id in zip(draft.parts, part_ids, strict=True):
        part.pk, part.order_id = id, order_id
    for line, id in zip(draft.lines, line_ids, strict=True):
        line.pk, line.order_id, line.part_id = id, order_id, line.part.pk


def _write_by_table(draft: Draft) -> None:
    draft.order.save(force_insert=True)
    Part.objects.bulk_create(draft.parts)
    Line.objects.bulk_create(draft.lines)
    first = draft.beginning
    Step.objects.bulk_create(
        Step(order=draft.order, part=part, to_status=first.to_status, by_id=first.by_id, actor=first.actor, at=first.at)
        for part in (None, *draft.parts)
    )
