"""What is decided without a database."""


def tidy(title: str) -> str:
    """Return a title as it is kept: one blank where there were several."""
    return " ".join(title.split())
