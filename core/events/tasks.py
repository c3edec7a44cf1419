from datetime import timedelta

from django.utils import timezone
from huey.contrib.djhuey import on_shutdown, on_startup

from core.events.doorbell import deliver_one
from core.events.models import Delivery
from core.events.sweep import Sweeper
from core.queue import crontab, periodic_task

# Named so that the consumer, which loads files called tasks.py, knows it.
__all__ = ["deliver_one", "purge"]

KEPT = timedelta(days=14)


@periodic_task(crontab(minute="17", hour="3"))
def purge() -> None:
    """Forget deliveries that were done two weeks ago; those given up stay for the admin."""
    Delivery.objects.filter(done_at__lt=timezone.now() - KEPT).delete()


on_startup("sweeper")(Sweeper.start)
on_shutdown("sweeper")(Sweeper.stop)
