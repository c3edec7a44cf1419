from core.queue import crontab, periodic_task
from torg_wishlist import services


@periodic_task(crontab(minute="53", hour="3"))
def forget_old_wishes() -> None:
    """Delete what nobody looks at any more, every night."""
    services.forget_old()
