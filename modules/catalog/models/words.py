"""What products are found by, apart from them: a price changes often, the words of a product and their index do not."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from modules.catalog.models.products import Product


class LexemesField(models.TextField[str, str]):
    """Lexemes in order, single blanks between them: a tsvector on Postgres, a text on SQLite."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        # Postgres quotes what it writes out, and no lexeme has a quote of its own.
        return value if value is None else value.replace("'", "")


class ProductWords(models.Model):
    """Kept: the lexemes of a product's texts (see `rules.words`); SQLite searches them in catalog_sought (FTS5)."""

    product = models.OneToOneField(Product, models.CASCADE, primary_key=True, related_name="+")
    words = LexemesField()

    class Meta:
        db_table = "catalog_productwords"

    def __str__(self) -> str:
        return self.words


class KnownWord(models.Model):
    """A word that products are named by, and its misspellings: what it is with a letter or two left out."""

    word = models.CharField(max_length=32, unique=True)
    misspellings = LexemesField()

    def __str__(self) -> str:
        return self.word
