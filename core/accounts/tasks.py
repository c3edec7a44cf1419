from core.accounts.services import api_keys, attempts, people, sessions
from core.queue import crontab, periodic_task


@periodic_task(crontab(minute="7"))
def forget_unverified() -> None:
    """Delete the accounts that were never confirmed."""
    people.cleanup_unverified()


@periodic_task(crontab(minute="37", hour="3"))
def forget_old_sessions() -> None:
    """Delete sessions and API keys that are over, and failures that nobody waits for any more."""
    sessions.forget_ended()
    api_keys.forget_ended()
    attempts.forget_old()
