"""A conversation held for whoever changes it. Every message asks for one: the statement is written once by the ORM, and
planned once by Postgres, where writing it anew took longer than answering it.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model

from core import planned
from core.accounts.models import User
from modules.support_chat.errors import UnknownConversation
from modules.support_chat.models.conversations import Conversation
from modules.support_chat.selectors.conversations import all_conversations


def locked(conversation_id: int, *, user_id: int, is_agent: bool) -> Conversation:
    """Return a conversation, with its customer and its agent, that nobody else changes until the transaction ends.

    It is its customer's or an agent's: raises UnknownConversation to everybody else.
    """
    mine = [] if is_agent else [user_id]
    found = planned.rows(_statement(is_agent), [conversation_id, *mine])
    if not found:
        raise UnknownConversation
    return _conversation(found[0])


@cache
def _statement(is_agent: bool) -> str:
    rows = all_conversations().select_for_update(of=("self",), no_key=True).filter(pk=0)
    asked = rows if is_agent else rows.filter(customer_id=0)
    return str(asked.query.get_compiler(connection=connection).as_sql()[0])


def _conversation(row: Sequence[Any]) -> Conversation:
    own, theirs = len(_readers(Conversation)), len(_readers(User))
    found: Conversation = _made(Conversation, row[:own])
    found.customer = _made(User, row[own : own + theirs])
    found.assigned_to = _made(User, row[own + theirs :]) if found.assigned_to_id else None
    return found


def _made(model: type[Model], values: Sequence[Any]) -> Any:
    names, read = zip(*_readers(model), strict=True)
    return model.from_db("default", names, [one(value) for one, value in zip(read, values, strict=True)])


@cache
def _readers(model: type[Model]) -> list[tuple[str, Callable[[Any], Any]]]:
    return [(field.attname, _reader(field)) for field in model._meta.concrete_fields]


def _reader(field: Any) -> Callable[[Any], Any]:
    """Return what makes of a column's value what the ORM would: nothing on Postgres, moments of texts on SQLite."""
    column = field.cached_col
    steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]

    def read(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return read
