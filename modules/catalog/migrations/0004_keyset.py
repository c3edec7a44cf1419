from itertools import batched

from django.db import migrations, models
from django.db.models import F, Q

LISTED = Q(is_listed=True)


def in_byte_order(apps, schema_editor):
    # As SQLite compares texts; in the order of a locale the same page would begin elsewhere on another machine.
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE catalog_product ALTER COLUMN name_key TYPE varchar(100) COLLATE "C"')


def fill(apps, schema_editor):
    products = apps.get_model("catalog", "Product").objects
    for some in batched(products.only("id", "name").order_by("id").iterator(), 2000):
        for product in some:
            product.name_key = " ".join(product.name.casefold().replace("ё", "е").split())[:100]
        products.bulk_update(some, ["name_key"])


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_merged_products")]

    operations = [
        migrations.RemoveIndex("product", "product_name"),
        migrations.AddField("product", "name_key", models.CharField(default="", editable=False, max_length=100)),
        migrations.AddField("stagedgood", "name_key", models.CharField(default="", max_length=100)),
        migrations.RunPython(in_byte_order, migrations.RunPython.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
        *(
            migrations.AddIndex("product", models.Index(*map(F, columns), name=name, condition=LISTED))
            for name, columns in (
                ("product_category_name", ("category", "name_key", "id")),
                ("product_category_created", ("category", "created_at", "id")),
                ("product_category_rating", ("category", "rating", "id")),
                ("product_name", ("name_key", "id")),
                ("product_stock", ("in_stock", "price", "id")),
            )
        ),
    ]
