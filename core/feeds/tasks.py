from django.conf import settings
from django.utils import timezone

from core.feeds.forgetting import forget_before
from core.queue import crontab, periodic_task


@periodic_task(crontab(minute="17"))
def forget_old_events() -> None:
    """Delete what nobody may catch up with any more; a cursor from before then is answered 410."""
    forget_before(timezone.now() - settings.FEED_TTL)
