"""A conversation held for whoever changes it: every change of one begins here, so that changes stand in line."""

from modules.support_chat.errors import UnknownConversation
from modules.support_chat.models.conversations import Conversation
from modules.support_chat.selectors.conversations import all_conversations


def locked(conversation_id: int, *, user_id: int, is_agent: bool) -> Conversation:
    """Return a conversation, with its customer and its agent, that nobody else changes until the transaction ends.

    It is its customer's or an agent's: raises UnknownConversation to everybody else.
    """
    rows = all_conversations().select_for_update(of=("self",), no_key=True).filter(pk=conversation_id)
    found = next(iter(rows if is_agent else rows.filter(customer_id=user_id)), None)
    if found is None:
        raise UnknownConversation
    return found
