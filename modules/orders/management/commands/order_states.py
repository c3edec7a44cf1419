"""`manage.py order_states`: the drawing and the table of docs/order-states.md, made from the one in rules/states.py."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from modules.orders.rules.states import CLOSED, RESERVING, TABLE, Actor, Pieces, Status, Transition

PAGE = "docs/order-states.md"
PIECES = {Pieces.KEPT: "stay as they are", Pieces.BACK: "go back to the shelf", Pieces.SOLD: "leave the shelf"}
TEXT = """# The states of orders

Made from `modules/orders/rules/states.py` by `manage.py order_states`; a test fails where they differ.

An order has a part for each supplier. Every part walks through these states by itself, and the order stands where its
slowest living part stands; it is cancelled when no part lives. Staff move the whole order or a part, suppliers their
own part, buyers the whole order: they may cancel it while every part of it that lives is {leaving}, however
far behind its slowest part is. Every step is kept, with who made it, in what capacity, when and why.

```mermaid
stateDiagram-v2
{drawing}
```

| from | to | who may | reserved pieces |
| --- | --- | --- | --- |
{rows}

While a part is {reserving}, its goods are put aside and the staff may correct
it: quantities and lines, and with them the sums. What has left, or was cancelled, stays as it is. A part that is
cancelled while others live no longer counts in the order's sums; a wholly cancelled order keeps what it last came to.

Goods that a correction adds join the part of their supplier, where it stands, at today's price; of an offer that the
order has already, its line gets so many pieces more at the price agreed. A supplier without such a part is refused
(`no_open_part`): a part of its own would take the order back to where it began, so it is another order.
"""


class Command(BaseCommand):
    help = "Draw the states of orders into docs/order-states.md, or with --check say whether the drawing is true."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail where the page is another")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        page = Path(settings.BASE_DIR) / PAGE
        if not check:
            page.write_text(drawn(), encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != drawn():
            raise CommandError(f"{PAGE} is not what the table says: run manage.py order_states.")


def drawn() -> str:
    """Return the page as the table has it."""
    with override("en"):
        arrows = [f"    [*] --> {Status.PENDING}", *map(_arrow, TABLE)]
        arrows += [f"    {status} --> [*]" for status in Status if status in CLOSED]
        leaving = " or ".join(f"`{step.came_from}`" for step in TABLE if Actor.BUYER in step.may)
        reserving = " or ".join(f"`{status}`" for status in Status if status in RESERVING)
        return TEXT.format(
            drawing="\n".join(arrows), rows="\n".join(map(_row, TABLE)), leaving=leaving, reserving=reserving
        )


def _arrow(step: Transition) -> str:
    return f"    {step.came_from} --> {step.to}: {_who(step)}"


def _row(step: Transition) -> str:
    return f"| {step.came_from} | {step.to} | {_who(step)} | {PIECES[step.pieces]} |"


def _who(step: Transition) -> str:
    return ", ".join(actor.value for actor in Actor if actor in step.may)
