"""What stops a whole file, and what stops one field: an English msgid and what is to be put into it."""

type Param = str | int


class _Said(Exception):
    """A stable `code`, an English msgid, and the values for its `%(name)s` places (none: it is said as it is)."""

    def __init__(self, code: str, detail: str, **params: Param) -> None:
        self.code = code
        self.detail = detail
        self.params = params
        super().__init__(f"{code}: {self.said}")

    @property
    def said(self) -> str:
        """The English sentence."""
        return said(self.detail, self.params)


class UnreadablePriceList(_Said):
    """The file as a whole cannot be read: a stable `code`, a sentence, the line where it shows (if known)."""

    def __init__(self, code: str, detail: str, line: int | None = None, **params: Param) -> None:
        super().__init__(code, detail, **params)
        self.line = line


class UnknownFormat(UnreadablePriceList):
    """No known format has content like this."""


class WebPage(UnknownFormat):
    """A page of HTML, by whatever name: what a person saved, or what an address answers who does not sign in."""


class Refused(_Said):
    """One value of one row cannot be taken."""


def said(detail: str, params: dict[str, Param]) -> str:
    """A sentence, in whatever language, with its values put in."""
    return detail % params if params else detail
