"""Filters for letters: what people wrote, and amounts as the letter's language writes them."""

from django import template

from core.mailing.letters import one_line
from core.money import written, written_in

register = template.Library()
register.filter("one_line", one_line)
register.filter("written", written)
register.filter("money", written_in)


@register.filter
def quoted(text: str) -> str:
    """Return a text of several lines with a mark before each, so that none passes for the letter's own."""
    return "\n".join(f"> {one_line(line)}".rstrip() for line in text.splitlines())
