from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modules.catalog.services.sweeping import sweep_pictures


class Command(BaseCommand):
    help = "Hold the files of pictures and their rows against each other, as every night; fails where a file is lost."

    def handle(self, **options: object) -> None:
        swept = sweep_pictures()
        count = len(swept.deleted)
        deleted = ngettext("%(count)d file of no picture deleted.", "%(count)d files of no picture deleted.", count)
        forgotten = ngettext(
            "%(count)d picture forgotten that no product named.",
            "%(count)d pictures forgotten that no product named.",
            swept.forgotten,
        )
        ordered = ngettext(
            "Smaller copies of %(count)d picture will be made.",
            "Smaller copies of %(count)d pictures will be made.",
            swept.ordered,
        )
        self.stdout.write(deleted % {"count": count})
        for name in swept.deleted:
            self.stdout.write(f"  {name}")
        self.stdout.write(forgotten % {"count": swept.forgotten})
        self.stdout.write(ordered % {"count": swept.ordered})
        if swept.lost:
            raise CommandError(_("Lost: %(names)s") % {"names": ", ".join(swept.lost)})
