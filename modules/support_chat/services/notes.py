from django.db import transaction

from core.accounts.models import User
from modules.support_chat.models.conversations import Note
from modules.support_chat.selectors.locking import locked
from modules.support_chat.selectors.views import NoteView, note_view, told
from modules.support_chat.services.telling import tell


@transaction.atomic(savepoint=False)
def write(*, conversation_id: int, author_id: int, text: str) -> NoteView:
    """Note something for the other agents; the customer's feed never has it. Raises UnknownConversation."""
    conversation = locked(conversation_id, user_id=author_id, is_agent=True)
    author = User.objects.get(pk=author_id)
    view = note_view(Note.objects.create(conversation=conversation, author=author, text=text))
    tell(conversation, desk=(("note.created", told(view)),))
    return view
