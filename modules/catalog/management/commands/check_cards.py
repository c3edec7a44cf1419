from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modules.catalog.selectors.checking import Stale
from modules.catalog.services.mending import check

SHOWN = 20
TOLD_EVERY = 50_000


class Command(BaseCommand):
    help = "Find products whose cards, kept columns or search words are not what they must be; fails where one is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="make right what is found")

    def handle(self, *, mend: bool, **options: Any) -> None:
        found = check(mend=mend, progress=self._progress)
        self._name("category", found.categories)
        self._name("product", found.products)
        count = len(found.products) + len(found.categories)
        if count:
            wrong = ngettext("%(count)d was wrong", "%(count)d were wrong", count) % {"count": count}
            raise CommandError(wrong + (_(", and is right now.") if mend else _("; --mend makes it right.")))
        self.stdout.write(_("All is as it must be."))

    def _progress(self, done: int) -> None:
        if done % TOLD_EVERY == 0:
            self.stderr.write(ngettext("%(count)d product", "%(count)d products", done) % {"count": done})

    def _name(self, kind: str, stale: Stale) -> None:
        for id, columns in sorted(stale.items())[:SHOWN]:
            self.stdout.write(f"{kind} {id}: {', '.join(sorted(columns))}")
        if len(stale) > SHOWN:
            self.stdout.write(f"{kind} ... (+{len(stale) - SHOWN})")
