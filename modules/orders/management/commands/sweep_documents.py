from typing import Any

from django.core.management.base import BaseCommand

from modules.orders.documents.sweeping import sweep


class Command(BaseCommand):
    help = "Removes stored invoices and packing lists that no order leads to, if they are older than a day."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Removed: {sweep()}")
