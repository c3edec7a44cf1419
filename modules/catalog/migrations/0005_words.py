"""What products are found by: lexemes in a table of their own, behind GIN on Postgres and FTS5 on SQLite.

A filled table is read and its words are written before the index is built, which takes a third of the time.
"""

from itertools import batched

import django.db.models.deletion
from django.db import migrations, models

import modules.catalog.models.words
from modules.catalog.rules.typos import shortened
from modules.catalog.rules.words import category_words, names_in, product_words

SEARCHED = (("catalog_productwords", "product_id", "words"), ("catalog_knownword", "id", "misspellings"))
# The lexemes are words already: nothing is folded or split any more but at blanks.
FTS5 = """CREATE VIRTUAL TABLE {table}_sought USING fts5(
    {column}, content='{table}', content_rowid='{id}', detail=none, tokenize="ascii tokenchars '=~^.'")"""
# Products stand in spans of 4,096 and of 65,536 ids (below zero): see `selectors.relevance`. They come first in the
# index: what is looked for within one is not looked for before it and after it.
SPANS = "(ARRAY[product_id >> 12, -1 - (product_id >> 16)]), "
# What is still to be indexed is read by every search: little of it, or a price list would take five times as long.
SHORT_LIST = "fastupdate = on, gin_pending_list_limit = 512"
INSERT = "INSERT INTO {table}_sought (rowid, {column}) VALUES (new.{id}, new.{column});"
DELETE = "INSERT INTO {table}_sought ({table}_sought, rowid, {column}) VALUES ('delete', old.{id}, old.{column});"
TRIGGERS = (
    "CREATE TRIGGER {table}_insert AFTER INSERT ON {table} BEGIN " + INSERT + " END",
    "CREATE TRIGGER {table}_delete AFTER DELETE ON {table} BEGIN " + DELETE + " END",
    "CREATE TRIGGER {table}_update AFTER UPDATE ON {table} BEGIN " + DELETE + INSERT + " END",
)


def fill(apps, schema_editor):
    categories, products = apps.get_model("catalog", "Category").objects, apps.get_model("catalog", "Product").objects
    for category in categories.only("id", "name"):
        categories.filter(pk=category.pk).update(words=category_words(category.name))
    texts = products.order_by("id").values("id", "name", "brand", "model", "gtin", "description")
    known, last = set(), 0
    while some := list(texts.filter(id__gt=last)[:2000]):
        last = some[-1]["id"]
        known |= names_in(*(one[text] for one in some for text in ("name", "brand")))
        write(schema_editor.connection, [(one.pop("id"), product_words(**one)) for one in some])
    learnt = apps.get_model("catalog", "KnownWord").objects
    for words in batched(sorted(known), 2000):
        learnt.bulk_create(learnt.model(word=word, misspellings=" ".join(shortened(word))) for word in words)


def write(connection, rows):
    table = "catalog_productwords (product_id, words)"
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(f"INSERT INTO {table} VALUES (%s, %s)", rows)
            return
        with cursor.cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def index(apps, schema_editor):
    for table, id, column in SEARCHED:
        if schema_editor.connection.vendor == "postgresql":
            columns = SPANS + column if table == "catalog_productwords" else column
            schema_editor.execute(f"CREATE INDEX {table}_sought ON {table} USING gin ({columns}) WITH ({SHORT_LIST})")
            continue
        for statement in (FTS5, *TRIGGERS):
            schema_editor.execute(statement.format(table=table, id=id, column=column))
        schema_editor.execute(f"INSERT INTO {table}_sought ({table}_sought) VALUES ('rebuild')")


def unindex(apps, schema_editor):
    for table, _id, _column in SEARCHED:
        kind = "INDEX" if schema_editor.connection.vendor == "postgresql" else "TABLE"
        schema_editor.execute(f"DROP {kind} {table}_sought")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_keyset")]

    operations = [
        migrations.RemoveField("product", "search_text"),
        migrations.RemoveField("stagedgood", "search_text"),
        migrations.AddField("stagedgood", "words", models.TextField(default=""), preserve_default=False),
        migrations.AddField("category", "words", models.TextField(default="", editable=False)),
        migrations.CreateModel(
            "ProductWords",
            fields=[
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="catalog.product",
                    ),
                ),
                ("words", modules.catalog.models.words.LexemesField()),
            ],
            options={"db_table": "catalog_productwords"},
        ),
        migrations.CreateModel(
            "KnownWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=32, unique=True)),
                ("misspellings", modules.catalog.models.words.LexemesField()),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(index, unindex),
    ]
