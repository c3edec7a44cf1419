"""What stops a whole file, and what stops one field."""


class UnreadablePriceList(Exception):
    """The file as a whole cannot be read: a stable `code`, an English sentence, the line where it shows (if known)."""

    def __init__(self, code: str, detail: str, line: int | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.line = line


class UnknownFormat(UnreadablePriceList):
    """No known format has content like this."""


class Refused(Exception):
    """One value of one row cannot be taken."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
