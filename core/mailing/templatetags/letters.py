"""Filters for what people wrote, as it stands in letters."""

from django import template

from core.mailing.letters import one_line

register = template.Library()
register.filter("one_line", one_line)


@register.filter
def quoted(text: str) -> str:
    """Return a text of several lines with a mark before each, so that none passes for the letter's own."""
    return "\n".join(f"> {one_line(line)}".rstrip() for line in text.splitlines())
