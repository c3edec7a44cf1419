"""What a file is, by its content alone: what it is called and what the sender says of it count for nothing."""

import io
import unicodedata
import zipfile

from PIL import Image

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TEXT = "text/plain"
ENDINGS = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "application/pdf": ("pdf",),
    OFFICE["word/document.xml"]: ("docx",),
    OFFICE["xl/workbook.xml"]: ("xlsx",),
    TEXT: ("txt", "csv", "log", "md", "json"),
}
# In EXIF: how the camera was held; from 5 on a picture stands on its side.
ORIENTATION, LYING = 0x0112, range(5, 9)
LONGEST_NAME = 120
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯіїєґўІЇЄҐЎ№«»“”„’‘–—…•·°§±€\xa0")
MOSTLY = 0.9
# They turn what is read around: "gpj.exe" shown as "exe.jpg".
TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def media_type(content: bytes) -> str | None:
    """Return the media type of a picture, PDF, Word or Excel file or plain text, or None for anything else."""
    for head, kind in SIGNATURES:
        if content.startswith(head):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return _office(content) if content.startswith(b"PK\x03\x04") else _text(content)


def picture_size(content: bytes, kind: str) -> tuple[int, int] | None:
    """Return the width and height in which a picture is looked at, None for whatever is none.

    They are what its head says: nothing is unpacked.
    """
    if kind not in PICTURES:
        return None
    try:
        with Image.open(io.BytesIO(content), formats=[PICTURES[kind]]) as found:
            (width, height), held = found.size, found.getexif().get(ORIENTATION)
            return (height, width) if held in LYING else (width, height)
    except Exception:  # a stranger's bytes: Pillow raises whatever its readers do
        return None


def _office(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None  # macros
    return next((kind for part, kind in OFFICE.items() if part in names), None)


def _text(content: bytes) -> str | None:
    text = _read(content)
    if text is None:
        return None
    odd = any(unicodedata.category(letter) == "Cc" and letter not in "\n\r\t\f" for letter in text)
    # What a browser would take for a page, should it ever be asked to guess.
    return None if odd or not text.strip() or text.lstrip().startswith("<") else TEXT


def _read(content: bytes) -> str | None:
    """Return a text of UTF-8, of UTF-16 (which Notepad calls Unicode) or of windows-1251, None for bytes of none."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "windows-1251"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "windows-1251" or _is_russian(text):
            return text
    return None


def _is_russian(text: str) -> bool:
    # Nearly all bytes stand for something in windows-1251: words of Russian letters tell a text from a program.
    beyond = [letter for letter in text if letter > "\x7f"]
    return sum(letter in RUSSIAN for letter in beyond) >= MOSTLY * len(beyond)


def safe_name(name: str, kind: str) -> str:
    """Return a name to save the file under: one line, no folders, and an ending that fits what it is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(
        letter for letter in last if unicodedata.category(letter)[0] != "C" and letter not in TURNING
    ).strip(" .")
    stem, _dot, ending = shown.rpartition(".")
    if ending.lower() in ENDINGS[kind] and stem:
        return f"{stem[:LONGEST_NAME]}.{ending}"
    return f"{(shown or 'file')[:LONGEST_NAME]}.{ENDINGS[kind][0]}"
