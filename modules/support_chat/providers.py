"""What the support chat answers when somebody asks what is kept about them, or leaves; and what it tells of itself."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.ports import Figure, Line, Panel, Reading, Row, Table, erases_person, exports_person, gauge, panel
from modules.support_chat.models.attachments import Attachment
from modules.support_chat.models.conversations import Conversation, Message
from modules.support_chat.rules.states import Side, Status
from modules.support_chat.selectors import conversations as selectors
from modules.support_chat.selectors import messages
from modules.support_chat.selectors.views import attachment_view, name_of
from modules.support_chat.services import privacy


@exports_person("support_chat")
def export(user_id: int) -> list[Row]:
    """Return what was said in a person's conversations, by either side, and what they said as an agent.

    Other people's matters are not theirs to read: of those only their own words stand here. Notes are the desk's, about
    its work, and go to nobody.
    """
    return [_row(one, files, user_id) for one, files in messages.said_to_or_by(user_id)]


def _row(message: Message, files: Sequence[Attachment], user_id: int) -> Row:
    conversation = message.conversation
    is_theirs = conversation.customer_id == user_id
    return {
        "conversation": conversation.subject if is_theirs else "",
        "about": conversation.about_title if is_theirs else "",
        "seq": message.seq,
        "side": message.side,
        "text": message.text,
        "attachments": ", ".join(file.name for file in files),
        "files": " ".join(attachment_view(file).url for file in files),
        "sent_at": message.created_at,
    }


@erases_person("support_chat")
def erase(user_id: int) -> None:
    privacy.erase_person(user_id=user_id)


@gauge("support_conversations")
def living() -> Reading:
    counts = selectors.counts()
    return Reading(
        _("Conversations that are not resolved."), {str(one): counts.get(one, 0) for one in _LIVING}, "status"
    )


_LIVING = (Status.OPEN.value, Status.PENDING.value)


@panel("support_chat.waiting", title=gettext_lazy("Support"), right="support_chat.view_conversation", rank=22)
def desk() -> Panel:
    """Show how much is open at the support desk, and who has waited longest."""
    counts, waiting = selectors.pressure(), selectors.longest_waiting(5)
    figures = (
        Figure(_("Open conversations"), number_format(counts["living"], 0)),
        Figure(_("Taken by nobody"), number_format(counts["untaken"], 0)),
        Figure(_("Waiting for an answer"), number_format(counts["waiting"], 0), tone="waiting" if waiting else "good"),
    )
    columns = (pgettext("of a conversation", "subject"), pgettext("in a conversation", "customer"), _("waiting for"))
    table = Table(columns, tuple(_line(one) for one in waiting))
    empty = "" if waiting else _("Nobody waits for an answer.")
    return Panel(figures, table=table, empty=empty, link=reverse("support_console"))


def _line(one: Conversation) -> Line:
    waits = timesince(one.waiting_since, depth=1) if one.waiting_since else ""
    link = f"{reverse('support_console')}?conversation={one.pk}"
    return Line((one.subject, name_of(one.customer, Side.CUSTOMER), waits), link, "waiting")
