"""Marks a sentence for translation; the formats themselves know nothing of Django, nor of languages."""


def msgid(sentence: str) -> str:
    """Return the sentence as it is: what is gathered for translation is the mark."""
    return sentence
