from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from core.accounts.services import people


class Command(BaseCommand):
    help = "Delete the accounts whose e-mail was not confirmed within UNVERIFIED_TTL; staff never."

    def handle(self, **options: object) -> None:
        count = people.cleanup_unverified()
        self.stdout.write(
            ngettext("%(count)d unconfirmed account deleted.", "%(count)d unconfirmed accounts deleted.", count)
            % {"count": count}
        )
