from decimal import Decimal
from itertools import batched
from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

NOTHING = Decimal("0.00")


def take_off(apps: Any, schema_editor: Any) -> None:
    """What was cancelled out of an order that went on no longer counts in its sums."""
    orders, parts = apps.get_model("orders", "Order").objects, apps.get_model("orders", "Part").objects
    gone = parts.filter(status="cancelled").exclude(order__status="cancelled")
    for some in batched(list(gone.values_list("order_id", flat=True).distinct()), 500):
        parts.filter(status="cancelled", order__in=some).update(counted=False)
        for order in orders.filter(pk__in=some).prefetch_related("parts"):
            counted = [part for part in order.parts.all() if part.counted]
            order.subtotal = sum((part.subtotal for part in counted), NOTHING)
            order.delivery = sum((part.delivery for part in counted), NOTHING)
            order.total = order.subtotal + order.delivery
            order.save(update_fields=["subtotal", "delivery", "total"])


def note_corrections(apps: Any, schema_editor: Any) -> None:
    """What an order's documents say is taken for what it says now: its next correction is told from there."""
    orders = apps.get_model("orders", "Order").objects.filter(pk=OuterRef("order"))
    documents = apps.get_model("orders", "Document").objects.filter(order__revision__gt=0)
    documents.update(order_revision=Subquery(orders.values("revision")))


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0005_line_codes_and_rounds"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="order_revision",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="part",
            name="counted",
            field=models.BooleanField(db_default=True, default=True, editable=False),
        ),
        migrations.AddField(
            model_name="part",
            name="flat_rate",
            field=models.DecimalField(decimal_places=2, editable=False, max_digits=12, null=True),
        ),
        migrations.AddField(
            model_name="part",
            name="free_from",
            field=models.DecimalField(decimal_places=2, editable=False, max_digits=12, null=True),
        ),
        migrations.RunPython(take_off, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(note_corrections, migrations.RunPython.noop, elidable=True),
    ]
