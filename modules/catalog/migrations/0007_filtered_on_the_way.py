from django.db import migrations, models
from django.db.models import F, Q

# What lists are filtered by stands in the indexes that lists are read from: a row is looked up only when it is shown.
# Not the model's own doing: SQLite knows no columns beside the key.
ORDERS = {
    "price": ("price, id", "in_stock, rating"),
    "name": ("name_key, id", "in_stock, price, rating"),
    "created": ("created_at, id", "in_stock, price, rating"),
    "rating": ("rating, id", "in_stock, price"),
}


def filtered_on_the_way(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name, (key, beside) in ORDERS.items():
        for index, columns in ((f"product_{name}", key), (f"product_category_{name}", f"category_id, {key}")):
            schema_editor.execute(f"DROP INDEX {index}")
            schema_editor.execute(
                f"CREATE INDEX {index} ON catalog_product ({columns}) INCLUDE ({beside}) WHERE is_listed"
            )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_facets")]

    operations = [
        migrations.AddIndex(
            "offer", models.Index(F("supplier"), F("product"), name="offer_of_supplier", condition=Q(retired_at=None))
        ),
        migrations.RunPython(filtered_on_the_way, migrations.RunPython.noop),
    ]
