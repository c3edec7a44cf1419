"""Queries for lexemes in the languages of the two indexes: tsquery on Postgres, MATCH on SQLite (FTS5).

Whatever people typed, only letters and digits of it come here (see `rules.words`), each lexeme in quotes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from modules.catalog.rules.words import Word

SHORT = 3  # letters from which on a beginning is looked for in all texts and not in names alone


@dataclass(frozen=True, slots=True)
class Language:
    """How a database says it."""

    quote: str
    prefix: str
    both: str
    either: str
    but: str

    def tiers(self, words: Sequence[Word]) -> list[str]:
        """Return what finds the words in each way of `ranks` and in none before it."""
        ranks = self.ranks(words)
        return [f"{rank}{self.but}{self.any(ranks[:n])}" if n else rank for n, rank in enumerate(ranks)]

    def ranks(self, words: Sequence[Word]) -> list[str]:
        """Return the ways in which the words may be found, the best first.

        In the name, as typed; in another form; the last word begun; somewhere, with one of them in the name;
        somewhere; somewhere, the last word begun.
        """
        *done, last = words
        begun = self.any([self._stem_named(last), self._begins(last)])
        whole = self.all(map(self._stem, words))
        return [
            self.all(map(self._named, words)),
            self.all(map(self._stem_named, words)),
            self.all([*map(self._stem_named, done), begun]),
            self.all([whole, self.any(map(self._stem_named, words))]),
            whole,
            self.found(words),
        ]

    def found(self, words: Sequence[Word]) -> str:
        """Return what finds every word, in any form in any text, the last one being begun perhaps."""
        *done, last = words
        begun = [self._stem(last), self._begins(last)]
        if len(last.text) >= SHORT:
            begun.append(self._lexeme(last.text) + self.prefix)
        return self.all([*map(self._stem, done), self.any(begun)])

    def all(self, parts: Iterable[str]) -> str:
        return self._joined(self.both, parts)

    def any(self, parts: Iterable[str]) -> str:
        return self._joined(self.either, parts)

    def any_of(self, lexemes: Iterable[str]) -> str:
        """Return what finds one of the lexemes."""
        return self.any(map(self._lexeme, lexemes))

    def _joined(self, by: str, parts: Iterable[str]) -> str:
        return f"({by.join(parts)})"

    def _named(self, word: Word) -> str:
        return self._lexeme(f"={word.text}")

    def _stem_named(self, word: Word) -> str:
        return self._lexeme(f"~{word.stem}" if word.text.isalpha() else f"={word.text}")

    def _stem(self, word: Word) -> str:
        return self._lexeme(word.stem)

    def _begins(self, word: Word) -> str:
        return self._lexeme(f"={word.text}") + self.prefix

    def _lexeme(self, lexeme: str) -> str:
        return f"{self.quote}{lexeme}{self.quote}"


POSTGRES = Language(quote="'", prefix=":*", both=" & ", either=" | ", but=" & !")
SQLITE = Language(quote='"', prefix="*", both=" AND ", either=" OR ", but=" NOT ")


def language() -> Language:
    return POSTGRES if connection.vendor == "postgresql" else SQLITE
