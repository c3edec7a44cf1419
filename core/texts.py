"""What a text may hold, typed into a form or sent by a program."""

import re
import unicodedata

# What is not seen and changes how the rest is read: marks of direction and their overrides (Unicode TR 36 and UAX 9),
# blanks of no width, soft hyphens, tags. They come along unasked from address books, and on purpose to deceive.
UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
    # The two joiners belong to emoji and to the scripts from Arabic to Sinhala, and nowhere else.
    r"|(?<![\u0600-\u0dff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
)


def is_text(char: str) -> bool:
    """Return whether a text may hold the character: of the controls only line ends and tabs, and no lone surrogate."""
    return char in "\n\r\t" or unicodedata.category(char) not in ("Cc", "Cs")


def typed(text: str) -> str:
    """Return what somebody has typed or pasted into a form: its lines ended alike, without what no text may have.

    Office programs paste their soft line ends as U+000B and U+000C.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    return seen("".join(filter(is_text, lines)))


def seen(text: str) -> str:
    """Return the text without the characters that nobody sees and that change how the rest is read."""
    return UNSEEN.sub("", text)
