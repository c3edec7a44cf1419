from core.queue import crontab, periodic_task
from core.sheets.aside import forget_old


@periodic_task(crontab(minute="17"))
def forget_unconfirmed_imports() -> None:
    forget_old()
