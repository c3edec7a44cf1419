"""Looks at the first few hundred goods of a shop: exits with 1 where what is kept of them is not what it must be now.

A program of its own, since it works on the shop that is measured: `python -m bench.sound`.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")
LOOKED_AT = 300


def main() -> None:
    import django

    django.setup()
    from modules.catalog.selectors.checking import batches, stale_categories, stale_products

    first = next(batches(LOOKED_AT), None)
    sys.exit(1 if first is None or stale_products(first) or stale_categories() else 0)


if __name__ == "__main__":
    main()
