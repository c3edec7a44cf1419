"""How the support chat refuses."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge


class UnknownConversation(NotFound):
    """There is no such conversation, or it is somebody else's."""

    message = _("There is no such conversation.")


class UnknownMessage(NotFound):
    """There is no such message of this person's."""

    message = _("There is no such message of yours.")


class UnknownAttachment(NotFound):
    """There is no such file, or it is somebody else's."""

    message = _("There is no such attachment.")


class UnknownReply(NotFound):
    """There is no such ready answer."""

    message = _("There is no such ready answer.")


class UnknownReference(NotFound):
    """What the conversation is to be about is not there, or not this person's, or no module knows of it."""

    message = _("There is no such order or product.")


class ClientMsgIdReused(Conflict):
    """The same client_msg_id was sent with something else."""

    code = "client_msg_id_reused"
    message = _("This client_msg_id was used for another message.")


class ConversationResolved(Conflict):
    """An agent must open a resolved conversation again first; a customer's message does so by itself."""

    code = "conversation_resolved"
    message = _("The conversation is resolved: open it again first.")


class ConversationTaken(Conflict):
    """Somebody else was first; it can be assigned anew."""

    code = "conversation_taken"
    message = _("Another agent has taken this conversation.")


class AttachmentUsed(Conflict):
    code = "attachment_used"
    message = _("An attachment was sent with another message already.")


class MessageFixed(Conflict):
    """Too late, or deleted."""

    code = "message_fixed"
    message = _("This message can no longer be changed.")


class TitleTaken(Conflict):
    code = "title_taken"
    message = _("There is a ready answer of this title.")


class EmptyMessage(Invalid):
    code = "message_empty"
    message = _("A message needs a text or an attachment.")


class UnknownAgent(Invalid):
    code = "unknown_agent"
    message = _("There is no support agent with this id.")


class AttachmentRefused(Invalid):
    """It is none of the kinds that are taken, whatever it is called."""

    code = "attachment_refused"
    message = _("Send a picture (JPEG, PNG, GIF, WebP), a PDF, a Word or Excel file, or plain text.")


class AttachmentEmpty(Invalid):
    """There is nothing in it: often a file that was not written to the end."""

    code = "attachment_empty"
    message = _("The file is empty.")


class UnknownVariable(Invalid):
    code = "unknown_variable"
    message = _("A ready answer may name {{ customer }}, {{ agent }}, {{ about }} and {{ subject }} only.")


class AttachmentTooLarge(TooLarge):
    code = "attachment_too_large"
    message = _("The file is larger than %(limit)s bytes.")


class AgentsOnly(Forbidden):
    """What is private to the desk was asked for by a customer."""
