"""How an id stands in a path: anything else is an address that does not exist (404), not a bad value."""

from django.urls import register_converter


class IdConverter:
    """A positive number that fits a bigint."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(IdConverter, "id")
