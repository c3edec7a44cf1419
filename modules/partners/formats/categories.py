"""The categories that a file lists, within what a list can have of them."""

from dataclasses import dataclass, field

from modules.partners.formats.errors import Refused, UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices
from modules.partners.formats.texts import one_line

MAX_CATEGORIES = 20_000
_MAX_NAME = 255


@dataclass(slots=True)
class Categories:
    """Names by ids, and which is below which."""

    notices: Notices
    names: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)

    def add(self, key: str, name: str, parent: str = "", line: int | None = None) -> None:
        """Note a category; raises UnreadablePriceList (`too_many_categories`)."""
        try:
            key, name, parent = (one_line(text, _MAX_NAME) for text in (key, name, parent))
        except Refused:
            key = ""
        if not key or not name:
            self.notices.add("bad_category")
        elif self.names.setdefault(key, name) != name:
            self.notices.add("duplicate_category")
        elif parent and parent != key:
            self.parents.setdefault(key, parent)
        if len(self.names) > MAX_CATEGORIES:
            sentence = _("The file has more than %(most)d categories.")
            raise UnreadablePriceList("too_many_categories", sentence, line, most=MAX_CATEGORIES)
