from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo import accounts


class Command(BaseCommand):
    help = "Fill an empty shop with a demo catalogue and an account for each role; print the accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="load the catalogue although there is one already")

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        if not apps.is_installed("modules.partners"):
            self.stdout.write("The demo catalogue is loaded by the module partners, which is off (see MODULES).")
            return
        from demo import loading  # imports models of modules that may be off

        if again or loading.is_needed():
            self._load()
        self._say_accounts()

    def _load(self) -> None:
        from demo import loading

        loaded = loading.load()
        for one in loaded:
            if one.outcome.status != "applied":
                raise CommandError(f"{one.name}: {one.outcome.status}. {one.outcome.error}")
            self.stdout.write(f"{one.name}: {one.outcome.new} goods, {one.pictures} pictures")
        loading.let_in(accounts.make()["supplier"].pk, loaded[0].supplier_id)

    def _say_accounts(self) -> None:
        if passwords := accounts.kept():
            self.stdout.write("Demo accounts:")
        for role, password in passwords.items():
            self.stdout.write(f"  {role:<9} {accounts.email(role):<22} {password}")
