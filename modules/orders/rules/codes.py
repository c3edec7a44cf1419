"""The codes of goods, as orders keep them and as people type them."""


def gtins(code: str) -> set[str]:
    """Return how orders may have kept what was typed as a GTIN: as it is, and in 13 digits, or in 14 if it needs them.

    So a UPC, and an EAN behind the 0 of a single piece, mean the EAN.
    """
    return {code, code.lstrip("0").zfill(13)}


def product_number(code: str) -> int | None:
    """Return the number of a product that `#63` or `63` may be, None for any other text."""
    digits = code.removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None
