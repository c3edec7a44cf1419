"""How texts are compared and addressed: in forms made in Python, so that both databases agree."""

import re
import unicodedata

_SOUNDS = (
    "а-a б-b в-v г-g д-d е-e ё-e ж-zh з-z и-i й-y к-k л-l м-m н-n о-o п-p р-r с-s т-t у-u ф-f х-kh ц-ts ч-ch ш-sh "
    "щ-shch ъ- ы-y ь- э-e ю-yu я-ya і-i ґ-g"
)
_TO_LATIN = str.maketrans({pair[0]: pair[2:] for pair in _SOUNDS.split()})
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_GTIN = re.compile(r"([0-9]{8}|[0-9]{12,14})\Z")
_SLUG = re.compile(r"(?=.{1,80}\Z)[a-z0-9]+(-[a-z0-9]+)*\Z")
NAME_KEY = 100


def normalised(text: str) -> str:
    """Return the text as names are compared: one case, one `е` for `ё`, single blanks."""
    return " ".join(text.casefold().replace("ё", "е").split())


def make_key(brand: str, model: str) -> str:
    """Return what tells one make from another, or "" where brand or model is not known."""
    brand, model = normalised(brand), normalised(model)
    return f"{brand[:255]}\n{model[:255]}" if brand and model else ""


def name_key(name: str) -> str:
    """Return what a name is ordered by: byte by byte, it stands where a person looks for it, in Russian too."""
    return normalised(name)[:NAME_KEY]


def slug_of(name: str, *, length: int = 80) -> str:
    """Return a name as it stands in an address: Latin letters, digits, hyphens, and never a bare number."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_TO_LATIN)).encode("ascii", "ignore").decode()
    slug = _NOT_IN_SLUG.sub("-", plain)[:length].strip("-")
    return f"n-{slug}" if not slug or slug.isdigit() else slug


def is_gtin(text: str) -> bool:
    """Return whether the text has the form of a GTIN: 8, 12, 13 or 14 digits."""
    return _GTIN.match(text) is not None


def gtin_of(text: str) -> str:
    """Return a GTIN in 13 digits, or 14 where it needs them, so that UPC and EAN of one thing are equal.

    What has not the form of one stays as it is.
    """
    return text.lstrip("0").zfill(13) if is_gtin(text) else text


def is_slug(text: str) -> bool:
    """Return whether the text may be an address: Latin letters, digits, hyphens, and no bare number."""
    return _SLUG.match(text) is not None and not text.isdigit()
