from django.utils.translation import gettext_lazy as _

from core.module import Module


class SupportChatConfig(Module):
    """Talk between customers and the support desk, about an order, a product or anything, by long poll."""

    name = "modules.support_chat"
    verbose_name = _("Support chat")
