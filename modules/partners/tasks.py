from core.queue import crontab, periodic_task
from modules.partners.services import exporting, forgetting, scheduling, showcasing


@periodic_task(crontab(minute="*"))
def fetch_scheduled() -> None:
    """Announce the lists that are to be fetched by now."""
    scheduling.fire_due()


@periodic_task(crontab(minute="*"))
def refresh_showcase() -> None:
    """Have the feed for marketplaces made anew where it is due."""
    showcasing.refresh()


@periodic_task(crontab(minute="23"))
def forget_exports() -> None:
    """Delete the exports that are kept no longer."""
    exporting.forget_old()


@periodic_task(crontab(minute="10", hour="4"))
def forget_price_lists() -> None:
    """Delete what is kept of price lists that can no longer be rolled back."""
    forgetting.forget_old()
