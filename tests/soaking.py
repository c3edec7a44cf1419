"""How much a test is to do: little in the suite, much under `make soak` (TORG_SOAK=1), which says what it counted."""

import os
import sys

SOAKS = os.environ.get("TORG_SOAK") == "1"


def times(*, suite: int, soak: int) -> int:
    """Return how often, or how many."""
    return soak if SOAKS else suite


def tell(figures: str) -> None:
    """Write a line of figures where a soak is watched."""
    if SOAKS:
        sys.stdout.write(f"\n{figures}\n")
        sys.stdout.flush()
