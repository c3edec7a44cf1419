import sys

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core import ports
from core.accounts.models import User


class Command(BaseCommand):
    help = "Write all that is kept about a person to standard output, as JSON, by the part of the shop that keeps it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **options: object) -> None:
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise CommandError(_("There is no account with this e-mail."))
        told = orjson.dumps(ports.person(user.pk), default=str, option=orjson.OPT_INDENT_2)
        sys.stdout.write(told.decode() + "\n")
