import django.db.models.deletion
from django.db import migrations, models

LEARN = """INSERT INTO catalog_facetvalue (attribute_id, text)
           SELECT DISTINCT attribute_id, text FROM catalog_productattribute ORDER BY 1, 2"""
KEEP = """UPDATE catalog_product SET value_codes = {values}, supplier_codes = {suppliers}"""
VALUES = """SELECT f.id FROM catalog_productattribute a
              JOIN catalog_facetvalue f ON f.attribute_id = a.attribute_id AND f.text = a.text
             WHERE a.product_id = catalog_product.id ORDER BY a.id LIMIT 300"""
SUPPLIERS = """SELECT DISTINCT o.supplier_id AS id FROM catalog_offer o JOIN catalog_supplier s ON s.id = o.supplier_id
                WHERE o.product_id = catalog_product.id AND o.retired_at IS NULL AND s.approved_at IS NOT NULL
                ORDER BY o.supplier_id LIMIT 200"""
PACKED = {
    "postgresql": """(SELECT string_agg(int4send((((v.id & 127) | ((v.id & 16256) << 1) | ((v.id & 2080768) << 2)
                        | ((v.id & 266338304) << 3)) - 2147483648)::integer), ''::bytea ORDER BY v.id) FROM ({ids}) v)""",
    "sqlite": """(SELECT CAST(',' || group_concat(v.id, ',') || ',' AS BLOB) FROM (SELECT id FROM ({ids}) ORDER BY id) v)""",
}
# Facets read nothing but this. Not one of the model's: SQLite knows no columns beside the key.
COVERING = """CREATE INDEX product_facets ON catalog_product (category_id, id)
              INCLUDE (price, in_stock, rating, value_codes, supplier_codes) WHERE is_listed"""


def fill(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    packed = {"values": PACKED[vendor].format(ids=VALUES), "suppliers": PACKED[vendor].format(ids=SUPPLIERS)}
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(LEARN)
        cursor.execute(KEEP.format(**packed))


def cover(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(COVERING)


def uncover(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX product_facets")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_words")]

    operations = [
        migrations.CreateModel(
            "FacetValue",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500)),
                (
                    "attribute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.attribute",
                        db_index=False,
                    ),
                ),
            ],
            {"constraints": [models.UniqueConstraint(fields=("attribute", "text"), name="facet_value_once")]},
        ),
        migrations.AddField("product", "value_codes", models.BinaryField(editable=False, null=True)),
        migrations.AddField("product", "supplier_codes", models.BinaryField(editable=False, null=True)),
        migrations.AlterField("productattribute", "text", models.CharField(max_length=500, verbose_name="value")),
        migrations.AlterField(
            "productattribute",
            "product",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attributes",
                to="catalog.product",
            ),
        ),
        migrations.AlterField(
            "productattribute",
            "attribute",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="values",
                to="catalog.attribute",
                verbose_name="attribute",
            ),
        ),
        migrations.AddIndex(
            "productattribute", models.Index(models.F("attribute"), models.F("text"), name="attribute_text")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(cover, uncover),
    ]
