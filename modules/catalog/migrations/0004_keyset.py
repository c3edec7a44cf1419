from itertools import batched

from django.db import migrations, models
from django.db.models import F, Q

LISTED = Q(is_listed=True)


def in_byte_order(apps, schema_editor):
    # As SQLite compares texts; in the order of a locale the same page would begin elsewhere on another machine.
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE catalog_product ALTER COLUMN name_key TYPE varchar(100) COLLATE "C"')


def fill(apps, schema_editor):
    names = apps.get_model("catalog", "Product").objects.order_by("id").values_list("id", "name")
    with schema_editor.connection.cursor() as cursor:
        for some in batched(list(names), 2000):
            keys = [(" ".join(name.casefold().replace("ё", "е").split())[:100], id) for id, name in some]
            cursor.executemany("UPDATE catalog_product SET name_key = %s WHERE id = %s", keys)


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
