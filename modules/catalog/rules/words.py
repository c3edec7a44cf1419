"""Texts as words that are searched: made once, in Python, so that both databases find the same.

A word is a run of letters or of digits ("15,6" is one, and equals "15.6"), its case, accents and `ё` taken off. Letters
and digits that stand together, "iPhone-15", "А4", "220 В", are kept joined as well, letters that look alike being
one, so that they are found however they are typed.

What is stored of a text are its lexemes: every word's stem (Snowball's, Russian or English), and of the words that
name a product also `=word`, as it stands, `~stem` where it has one, and how it begins, `^w`, `^wo`, `^wor`: longer
beginnings are looked up among the words. The marks are no letters: no word looks like a marked one.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import Stemmer

LONGEST = 32
READ = 20_000
ASKED = 32
BEGINNING = 3
# A price list of a hundred thousand goods has as many model numbers, none of which comes again.
KEPT = 8_000
SHORTEST_TYPO, LONGEST_TYPO = 4, 24

_SIGNS = re.compile("[™®©℠]")
_ACCENTS = re.compile("[\u0300-\u0305\u0307-\u036f]")  # the one left out makes `и` a `й`
_RUN = re.compile(r"[0-9]+[.,][0-9]+(?![.,]?[0-9])|\d+|[^\W\d_]+")
_JOINTS = frozenset(("", " ", "-", "/", "_", ".", "‐", "–"))
_LOOKALIKES = str.maketrans("авекмнорстух", "abekmhopctyx")
_CYRILLIC = re.compile("[а-я]")
_LATIN = re.compile("[a-z]+")


class Word(NamedTuple):
    """A word as it stands and its stem; a number or a joined word is its own stem."""

    text: str
    stem: str


def product_words(*, name: str, brand: str = "", model: str = "", gtin: str = "", description: str = "") -> str:
    """Return the lexemes a product is found by, in order, single blanks between them."""
    lexemes = {word.stem for word in _words(description[:READ])}
    for text in (name, brand, model, gtin):
        for word in _words(text):
            lexemes.update(_naming(word))
    return " ".join(sorted(lexemes))


def category_words(name: str) -> str:
    """Return the lexemes a category is found by, each between blanks."""
    return f" {product_words(name=name)} "


def asked(search: str) -> tuple[Word, ...]:
    """Return the different words of a query, at most 32; of joined ones the joined form alone."""
    found = (word for chunk in folded(search[:READ]).split() for word in _asked(chunk))
    return tuple(dict.fromkeys(found))[:ASKED]


def names_in(*texts: str) -> set[str]:
    """Return the words, and their stems, that a misspelt one may be meant for."""
    return {form for text in texts for run, _gap in _runs(folded(text)) for form in _learnt(run)}


def is_learnt(word: str) -> bool:
    """Return whether it is a word that may be misspelt: of letters alone, and neither short nor endless."""
    return SHORTEST_TYPO <= len(word) <= LONGEST_TYPO and word.isalpha()


def folded(text: str) -> str:
    """Return the text with its case, accents and ligatures taken off; `й` stays what it is."""
    plain = unicodedata.normalize("NFKD", _SIGNS.sub(" ", text)).casefold()
    return unicodedata.normalize("NFC", _ACCENTS.sub("", plain).replace("ё", "е"))


@lru_cache(maxsize=KEPT)
def _word(run: str) -> Word:
    if _CYRILLIC.search(run):
        return Word(run, Stemmer.Stemmer("russian", 0).stemWord(run))
    return Word(run, Stemmer.Stemmer("english", 0).stemWord(run) if _LATIN.fullmatch(run) else run)


@lru_cache(maxsize=KEPT)
def _learnt(run: str) -> tuple[str, ...]:
    return tuple(form for form in _word(run) if is_learnt(form))


@lru_cache(maxsize=KEPT)
def _naming(word: Word) -> tuple[str, ...]:
    """Return the lexemes of a word that names a product."""
    text, stem = word
    whole = (f"={text}", f"~{stem}", stem) if text.isalpha() else (f"={text}", stem)
    return *whole, *(f"^{text[:count]}" for count in range(1, BEGINNING + 1))


@lru_cache(maxsize=KEPT)
def _joined(one: str, other: str) -> Word | None:
    """Return letters and digits that stand together as one word, and None for other neighbours."""
    if one[0].isdigit() == other[0].isdigit() or max(len(one), len(other)) > LONGEST // 2:
        return None
    # "220v" and "220в" mean the same volts.
    text = (one + ("в" if other == "v" else other)).translate(_LOOKALIKES)
    return Word(text, text)


def _words(text: str) -> Iterator[Word]:
    before = ""
    for run, gap in _runs(folded(text)):
        yield _word(run)
        if before and gap in _JOINTS and (joined := _joined(before, run)):
            yield joined
        elif before and gap == "-":
            yield _word(before + run)  # a T-shirt is a tshirt
        before = run


def _asked(chunk: str) -> Iterator[Word]:
    runs = [run for run, _gap in _runs(chunk)]
    pairs = [_joined(*pair) for pair in pairwise(runs)]
    for run, before, after in zip(runs, [None, *pairs], [*pairs, None], strict=False):
        if before:
            yield before
        elif not after:
            yield _word(run)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Return each run with what stands between it and the one before."""
    end = 0
    for match in _RUN.finditer(text):
        run, start = match[0], match.start()
        if "," in run or "." in run:
            run = run.replace(",", ".").rstrip("0").rstrip(".")
        yield run[:LONGEST], text[end:start]
        end = match.end()
