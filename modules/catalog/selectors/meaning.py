"""What was meant by a search that finds nothing."""

from collections.abc import Iterable

from django.db import connection

from modules.catalog.rules.typos import meant, other_layout, shortened
from modules.catalog.rules.words import Word, asked, is_learnt
from modules.catalog.selectors.lexemes import language

MENDED = 8  # words; a query of more of them is no slip


def respelt(search: str) -> str:
    """Return the search as it was meant, or "" where nothing better is known; one query.

    Words typed on the other keyboard layout are read so ("xfqybr" is "чайник"), misspelt ones give way to the nearest
    that products are named by. The search comes back word by word, in small letters.
    """
    words, swapped = asked(search), asked(other_layout(search))
    doubtful = [word for word in words if is_learnt(word.text)]
    if not doubtful or len(words) > MENDED:
        return ""
    known = _known([*doubtful, *(word for word in swapped if is_learnt(word.text))])
    if all(_is_known(word, known) or not is_learnt(word.text) for word in swapped) and swapped:
        return " ".join(word.text for word in swapped)
    mended = [word.text if word not in doubtful else _mended(word, known) for word in words]
    return " ".join(mended) if mended != [word.text for word in words] else ""


def _mended(word: Word, known: set[str]) -> str:
    if _is_known(word, known):
        return word.text
    return meant(word.text, known) or meant(word.stem, known) or word.text


def _is_known(word: Word, known: set[str]) -> bool:
    return not known.isdisjoint(word)


def _known(words: Iterable[Word]) -> set[str]:
    """Return the known words that are, or may be meant by, one of these or its stem."""
    query = language().any_of(sorted({left for word in words for form in set(word) for left in shortened(form)}))
    table, sought = "catalog_knownword", "catalog_knownword_sought"
    if connection.vendor == "postgresql":
        sql = f"SELECT k.word FROM {table} k WHERE k.misspellings @@ %s::tsquery"
    else:
        sql = f"SELECT k.word FROM {table} k WHERE k.id IN (SELECT rowid FROM {sought} WHERE {sought} MATCH %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [query])
        return {word for (word,) in cursor.fetchall()}
