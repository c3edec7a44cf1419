"""Codes of goods as people paste them out of sheets, mails and chats."""

import unicodedata

from modules.catalog.rules.texts import gtin_of


def spellings(sku: str) -> set[str]:
    """Return how a pasted code may stand in the catalogue: as it is to be seen, and in plain characters.

    A byte order mark, zero-width characters and blanks around it are no part of it; full-width digits are digits
    (Unicode's NFKC); a UPC is an EAN too. None of a code in which nothing is to be seen. The case is
    `core.spelling.small`'s.
    """
    seen = "".join(char for char in sku if unicodedata.category(char) != "Cf")
    spelt = {text.strip() for text in (seen, unicodedata.normalize("NFKC", seen))} - {""}
    return spelt | {gtin_of(text) for text in spelt}
