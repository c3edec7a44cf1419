"""A person's contacts: where and to whom things are delivered."""

from typing import Any

from django.db import transaction

from core.accounts import rules, selectors
from core.accounts.errors import TooManyContacts
from core.accounts.models import Contact, User


@transaction.atomic
def add(*, user_id: int, **fields: str) -> Contact:
    """Add a contact; raises TooManyContacts where the person has as many as one may have."""
    User.objects.select_for_update(no_key=True).get(pk=user_id)  # so that two at once are counted one by one
    if selectors.contacts(user_id).count() >= rules.MAX_CONTACTS:
        raise TooManyContacts(limit=rules.MAX_CONTACTS)
    return Contact.objects.create(user_id=user_id, **fields)


@transaction.atomic
def change(*, user_id: int, contact_id: int, changes: dict[str, Any]) -> Contact:
    """Set the given fields of a contact; raises NotFound."""
    contact = selectors.contact(user_id, contact_id)
    for name, value in changes.items():
        setattr(contact, name, value)
    if changes:
        contact.save(update_fields=list(changes))
    return contact


@transaction.atomic
def delete(*, user_id: int, contact_id: int) -> None:
    """Delete a contact; raises NotFound."""
    selectors.contact(user_id, contact_id).delete()
