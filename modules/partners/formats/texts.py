"""Texts of a hostile file made fit to be stored, or refused."""

import re
from html import unescape
from unicodedata import normalize

from modules.partners.formats.errors import Refused
from modules.partners.formats.msgid import msgid as _

# Controls, lone surrogates (Postgres takes neither NUL nor these), and U+FFFD: text that somebody has damaged already.
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd-\uffff]")
# What nearly every text is made of entirely: nothing here is bad, to be composed, or another blank than a space.
_EVERYDAY = re.compile(r"[ -~А-яЁё«»°×№–—]*")
# Marks that turn the direction of what follows: in a name they only mislead who reads it.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>|<!--[^<>]{0,2000}-->")
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^<>]{0,2000}>", re.IGNORECASE)
# Letters and marks by their category, yet nothing to see: Hangul fillers, the Braille blank, the grapheme joiner.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def one_line(text: str, limit: int) -> str:
    """The text in NFC with single spaces, "" if it looks blank; refuses bad characters and over-long text."""
    if len(text) <= limit and _EVERYDAY.fullmatch(text):
        return " ".join(text.split())
    _refuse_bad_characters(text)
    # Normalising is quadratic in runs of combining marks: never do it to a text of any length.
    if len(text) > limit * 4:
        raise _too_long(text, limit)
    return _within(" ".join(normalize("NFC", _TURNING.sub("", text)).split()), limit)


def many_lines(text: str, limit: int) -> str:
    """The text without the blanks around it, "" if it looks blank; refuses as `one_line` does."""
    _refuse_bad_characters(text)
    return _within(text.strip(), limit)


def without_markup(text: str) -> str:
    """The words of an HTML fragment; a text that is none stays as it is."""
    if not _TAG.search(text):
        return text
    plain = unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    return "\n".join(line for line in map(str.strip, plain.splitlines()) if line)


def shown(text: str, limit: int = 60) -> str:
    """What a report may quote of any text whatever."""
    flat = " ".join(_BAD.sub("?", text[: limit * 4]).split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def is_visible(text: str) -> bool:
    """Whether there is anything to be seen of it."""
    return any(map(_shows, text))


def _refuse_bad_characters(text: str) -> None:
    if _BAD.search(text):
        raise Refused("bad_characters", _("“%(value)s” has characters that no text may have."), value=shown(text))


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise _too_long(text, limit)
    return text if is_visible(text) else ""


def _too_long(text: str, limit: int) -> Refused:
    sentence = _("“%(value)s” is too long: %(length)d characters where %(most)d are allowed.")
    return Refused("too_long", sentence, value=shown(text), length=len(text), most=limit)


def _shows(char: str) -> bool:
    return char.isprintable() and char != " " and char not in _UNSEEN
