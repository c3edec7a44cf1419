"""Words that were meant, found by what two words have in common with a letter or two left out of each.

After Wolf Garbe's "symmetric delete": a slip of the keyboard (a letter too many, too few, another one, two in the
wrong order) is undone by leaving a letter out of both words. So an index of words with letters left out finds what
was meant by looking up a handful of texts, on any database.
"""

import re
from collections.abc import Iterable
from itertools import combinations

TWO_SLIPS = 8  # letters from which on a word may have two
LONGEST = 16  # letters up to which two are looked for: of longer words there would be hundreds
_LATIN_KEYS, _RUSSIAN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_RUSSIAN, _TO_LATIN = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS), str.maketrans(_RUSSIAN_KEYS, _LATIN_KEYS)


def shortened(word: str) -> list[str]:
    """Return the word and what is left of it with a letter, of longer words with two, left out."""
    most = slips(word) if len(word) <= LONGEST else 1
    left = {word}
    for count in range(1, most + 1):
        left.update("".join(kept) for kept in combinations(word, len(word) - count))
    return sorted(left)


def slips(word: str) -> int:
    """Return how many slips a word of its length may have."""
    return 2 if len(word) >= TWO_SLIPS else 1


def distance(one: str, other: str) -> int:
    """Return how many slips lie between two words: a letter more, less, changed, or changed places with the next."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        row = [n]
        for m, its in enumerate(other, 1):
            cost = min(row[-1] + 1, last[m] + 1, last[m - 1] + (letter != its))
            if n > 1 and m > 1 and letter == other[m - 2] and one[n - 2] == its:
                cost = min(cost, before[m - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def meant(word: str, known: Iterable[str]) -> str:
    """Return the nearest of the known words, or "" where none is near enough; of equals, one that begins alike."""
    near = [(distance(word, one), one[0] != word[0], abs(len(one) - len(word)), one) for one in known]
    found = min((one for one in near if one[0] <= slips(word)), default=None)
    return found[-1] if found else ""


def other_layout(text: str) -> str:
    """Return what the same keys write on the other of the two layouts, Russian and Latin."""
    small = text.casefold()
    return small.translate(_TO_RUSSIAN if re.search("[a-z]", small) else _TO_LATIN)
