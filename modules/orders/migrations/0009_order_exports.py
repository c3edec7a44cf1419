import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0008_document_language"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderExport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by_id", models.BigIntegerField(null=True, verbose_name="asked for by")),
                (
                    "format",
                    models.CharField(choices=[("xlsx", "XLSX"), ("csv", "CSV")], max_length=10, verbose_name="format"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "being made"),
                            ("ready", "ready"),
                            ("failed", "failed"),
                            ("expired", "expired"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("order_ids", models.JSONField(default=list)),
                ("orders", models.PositiveIntegerField(default=0, verbose_name="orders")),
                ("file", models.CharField(blank=True, max_length=100)),
                ("size", models.BigIntegerField(default=0, verbose_name="bytes")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked for")),
                ("ready_at", models.DateTimeField(null=True, verbose_name="ready")),
                ("expires_at", models.DateTimeField(null=True, verbose_name="kept until")),
            ],
            options={
                "verbose_name": "export of orders",
                "verbose_name_plural": "exports of orders",
                "indexes": [models.Index(fields=["expires_at"], name="order_export_expiry")],
            },
        ),
    ]
