from hashlib import sha256
from itertools import batched
from pathlib import Path
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def take_over(apps: Any, schema_editor: Any) -> None:
    """What was drawn before there were revisions is the first of them."""
    invoices = apps.get_model("orders", "Invoice").objects.exclude(file="").iterator()
    documents = apps.get_model("orders", "Document").objects
    for batch in batched(invoices, 1000):
        documents.bulk_create(
            documents.model(
                kind="invoice",
                order_id=one.order_id,
                revision=1,
                said="",
                file=one.file,
                sha256=_checksum(one.file),
                made_at=one.made_at,
            )
            for one in batch
        )


def _checksum(file: str) -> str:
    path = Path(settings.DOCUMENT_ROOT) / file
    return sha256(path.read_bytes()).hexdigest() if path.exists() else ""


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0003_corrections"),
    ]

    operations = [
        migrations.AddField(
            model_name="line",
            name="vat_rate",
            field=models.DecimalField(decimal_places=2, max_digits=4, null=True, verbose_name="VAT, %"),
        ),
        migrations.AddField(
            model_name="order",
            name="vat_rate",
            field=models.DecimalField(decimal_places=2, max_digits=4, null=True, verbose_name="VAT on delivery, %"),
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("invoice", "invoice"), ("packing_list", "packing list")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("revision", models.PositiveIntegerField(verbose_name="revision")),
                ("said", models.CharField(editable=False, max_length=64)),
                ("file", models.CharField(blank=True, max_length=100, verbose_name="file")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="checksum")),
                ("plain", models.BooleanField(default=False, verbose_name="plain")),
                ("made_at", models.DateTimeField(null=True, verbose_name="made")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="orders.order",
                        verbose_name="order",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="orders.part",
                        verbose_name="part",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "indexes": [
                    models.Index(condition=models.Q(("plain", True)), fields=["-made_at"], name="document_plain")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("part", None)), fields=("order", "revision"), name="invoice_revision"
                    ),
                    models.UniqueConstraint(fields=("part", "revision"), name="packing_list_revision"),
                ],
            },
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(
            model_name="invoice",
            name="file",
        ),
    ]
