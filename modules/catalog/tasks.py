import logging

from core.queue import crontab, periodic_task
from modules.catalog.services.sweeping import sweep_pictures

log = logging.getLogger("torg.catalog")


@periodic_task(crontab(minute="40", hour="3"))
def sweep_files() -> None:
    """Hold the files of pictures and their rows against each other, and say what was found."""
    swept = sweep_pictures()
    log.info(
        "pictures: %s files of none deleted, %s that no product named forgotten, copies of %s asked for",
        len(swept.deleted),
        swept.forgotten,
        swept.ordered,
    )
    for name in swept.lost:
        log.error("the file of a picture is lost: %s", name)
