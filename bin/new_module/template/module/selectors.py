from django.db.models import QuerySet

from modules.newmodule.models import NewmoduleEntry


def entries_of(user_id: int) -> QuerySet[NewmoduleEntry]:
    """Return what a person has written."""
    return NewmoduleEntry.objects.filter(user_id=user_id)
