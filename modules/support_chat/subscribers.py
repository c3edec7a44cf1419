"""Letters to customers who are away, and files that nothing leads to any more."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from core.accounts import public as accounts
from core.errors import NotYet
from core.events.bus import subscribe
from modules.support_chat import mails
from modules.support_chat.events import AgentAnswered, FilesDropped
from modules.support_chat.selectors.absence import missed
from modules.support_chat.services import attachments
from modules.support_chat.services.unread import note_mailed


@subscribe(AgentAnswered, outside=True)
def write_to_the_absent(event: AgentAnswered, delivery: str) -> None:
    """Wait for two minutes; whom the answer has not reached by then gets it by mail, with what followed it."""
    left = datetime.fromisoformat(event.at) + settings.SUPPORT_ABSENT_AFTER - timezone.now()
    if left.total_seconds() > 0:
        raise NotYet("the customer may still be there", after=left)
    news = missed(event.conversation_id, event.seq)
    if news is None:
        return
    to = accounts.person(news.customer_id)
    if to.is_active:
        mails.tell_of_answer(news.conversation_id, news.subject, news.texts, to=to, key=delivery)
    note_mailed(conversation_id=news.conversation_id, up_to_seq=news.last_seq)


@subscribe(FilesDropped, outside=True)
def remove_files(event: FilesDropped, delivery: str) -> None:
    for file in event.files:
        attachments.discard(file)
