"""Queries for lexemes in the languages of the two indexes: tsquery on Postgres, MATCH on SQLite (FTS5).

Whatever people typed, only letters and digits of it come here (see `rules.words`), each lexeme in quotes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from modules.catalog.rules.words import BEGINNING, Word


@dataclass(frozen=True, slots=True)
class Language:
    """How a database says it."""

    quote: str
    prefix: str
    both: str
    either: str
    but: str

    def whole(self, words: Sequence[Word]) -> list[str]:
        """Return the ways in which whole words are found, the best first, each finding what those before it do too.

        In the name, as typed; in the name, in any form; one of them in the name, the others somewhere; all somewhere.
        """
        somewhere = self.all(map(self._stem, words))
        return [
            self.all(map(self._named, words)),
            self.all(map(self._stem_named, words)),
            self.all([somewhere, self.any(map(self._stem_named, words))]),
            somewhere,
        ]

    def begun(self, words: Sequence[Word]) -> list[str]:
        """Return the ways in which the last word is only begun: in the name, with the others there; else.

        Alone it is then begun in any text; beside others, which say more, still in the name.
        """
        *done, last = words
        named = self.all([*map(self._stem_named, done), self._begins(last)])
        return [named, self.all([*map(self._stem, done), self._begins(last) if done else self._begins_somewhere(last)])]

    def found(self, words: Sequence[Word]) -> str:
        """Return what finds every word, in any form in any text, the last one being begun perhaps."""
        return self.any([self.whole(words)[-1], self.begun(words)[-1]])

    def tiers(self, words: Sequence[Word]) -> list[str]:
        """Return all ways, the best first, each finding what none before it does."""
        whole, begun = self.whole(words), self.begun(words)
        before = [
            *zip(whole[1:], whole, strict=False),
            (begun[0], whole[-1]),
            (begun[1], self.any([whole[-1], begun[0]])),
        ]
        return [whole[0], *(f"{tier}{self.but}{but}" for tier, but in before)]

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
        if len(word.text) <= BEGINNING:
            return self._lexeme(f"^{word.text}")
        # A shop has as many bar codes as products, and nobody types the beginning of one.
        return self._lexeme(f"={word.text}") + ("" if word.text.isdigit() else self.prefix)

    def _begins_somewhere(self, word: Word) -> str:
        named = self._begins(word)
        return (
            named
            if len(word.text) < BEGINNING or word.text.isdigit()
            else self.any([named, self._lexeme(word.text) + self.prefix])
        )

    def _lexeme(self, lexeme: str) -> str:
        return f"{self.quote}{lexeme}{self.quote}"


POSTGRES = Language(quote="'", prefix=":*", both=" & ", either=" | ", but=" & !")
SQLITE = Language(quote='"', prefix="*", both=" AND ", either=" OR ", but=" NOT ")


def language() -> Language:
    return POSTGRES if connection.vendor == "postgresql" else SQLITE
