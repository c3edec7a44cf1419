"""How this module refuses."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, NotFound


class UnknownNewmoduleEntry(NotFound):
    """There is no such entry, or it is somebody else's."""

    message = _("There is no such entry.")


class NewmoduleTitleTaken(Conflict):
    code = "newmodule_title_taken"
    message = _("You have an entry of this title already.")
