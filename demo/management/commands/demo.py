import sys
import time
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo import accounts


class Command(BaseCommand):
    help = (
        "Fill an empty shop with a demo catalogue and an account for each role; print the accounts. "
        "With --products its catalogue is another one, of that size, the same for the same seed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="load the catalogue although there is one already")
        parser.add_argument("--products", type=int, help="make so many products, e.g. 100000; a larger number goes on")
        parser.add_argument("--seed", type=int, default=1, help="another seed makes other products (default: 1)")

    def handle(self, *args: Any, again: bool, products: int | None, seed: int, **options: Any) -> None:
        if products is not None:
            self._fill(products, seed)
            self._say_accounts()
            return
        if not apps.is_installed("modules.partners"):
            self.stdout.write("The demo catalogue is loaded by the module partners, which is off (see MODULES).")
            return
        from demo import loading  # imports models of modules that may be off

        if again or loading.is_needed():
            self._load()
        self._say_accounts()

    def _fill(self, products: int, seed: int) -> None:
        if not apps.is_installed("modules.catalog"):
            raise CommandError("Products belong to the module catalog, which is off (see MODULES).")
        if products < 1:
            raise CommandError("--products takes a number from 1 on.")
        from demo.warehouse import filling

        began = time.perf_counter()
        try:
            added = filling.fill(products=products, seed=seed, progress=self._say_progress)
        except filling.OtherSeed as refusal:
            raise CommandError(str(refusal)) from None
        seconds = time.perf_counter() - began
        if added:
            self.stdout.write(f"{added} products added in {seconds:.1f} s ({added / seconds:.0f} a second).")
        else:
            self.stdout.write(f"{products} products or more of seed {seed} stand here already; nothing was added.")
        self._let_in(filling.first_supplier())

    def _say_progress(self, added: int) -> None:
        self.stderr.write(f"{added} products", ending="\r" if sys.stderr.isatty() else "\n")

    def _load(self) -> None:
        from demo import loading

        loaded = loading.load()
        for one in loaded:
            if one.outcome.status != "applied":
                raise CommandError(f"{one.name}: {one.outcome.status}. {one.outcome.error}")
            self.stdout.write(f"{one.name}: {one.outcome.new} goods, {one.pictures} pictures")
        loading.let_in(accounts.make()["supplier"].pk, loaded[0].supplier_id)

    def _let_in(self, supplier_id: int) -> None:
        is_new = not accounts.is_known("supplier")  # else it acts for a supplier of the small catalogue
        made = accounts.make()
        if is_new and apps.is_installed("modules.partners"):
            from demo import loading

            loading.let_in(made["supplier"].pk, supplier_id)

    def _say_accounts(self) -> None:
        if passwords := accounts.kept():
            self.stdout.write("Demo accounts:")
        for role, password in passwords.items():
            self.stdout.write(f"  {role:<9} {accounts.email(role):<22} {password}")
