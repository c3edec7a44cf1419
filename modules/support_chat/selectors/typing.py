from datetime import datetime
from typing import Any

from core.accounts.models import User
from modules.support_chat.models.conversations import Conversation
from modules.support_chat.selectors.conversations import side_of
from modules.support_chat.selectors.views import author_of, told


def typing_in(conversation: Conversation, user_id: int, *, at: datetime) -> dict[str, Any]:
    """Return what is told of somebody who writes in a conversation at this moment."""
    author = author_of(User.objects.get(pk=user_id), side_of(conversation, user_id))
    return {"type": "typing", "conversation_id": conversation.pk, "at": at.isoformat(), "data": told(author)}
