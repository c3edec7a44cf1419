from core.queue import crontab, periodic_task
from modules.support_chat.services import attachments, privacy


@periodic_task(crontab(minute="27"))
def drop_unsent_files() -> None:
    """Delete files that were sent ahead of a message that never came."""
    while attachments.drop_unsent():
        pass


@periodic_task(crontab(minute="47", hour="3"))
def drop_old_conversations() -> None:
    """Delete what was resolved long ago, every night."""
    while privacy.drop_old():
        pass
