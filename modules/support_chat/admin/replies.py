from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.backoffice.bases import KeptAdmin
from modules.support_chat.errors import UnknownVariable
from modules.support_chat.models.replies import CannedReply
from modules.support_chat.rules.canned import unknown_variables
from modules.support_chat.services import replies


class ReplyForm(forms.ModelForm[CannedReply]):
    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if unknown_variables(text):
            raise ValidationError(str(UnknownVariable.message))
        return text


@admin.register(CannedReply)
class CannedReplyAdmin(KeptAdmin[CannedReply]):
    section = _("Support")
    rank = 31
    icon = "quickreply"
    form = ReplyForm
    list_display = ("title", "is_active", "updated_at")
    list_filter = ("is_active",)
    ordering = ("title",)
    search_fields = ("title", "text")
    fields = ("title", "text", "is_active")

    def save_model(self, request: HttpRequest, obj: CannedReply, form: Any, change: bool) -> None:
        written = replies.write(
            reply_id=obj.pk if change else None, title=obj.title, text=obj.text, is_active=obj.is_active
        )
        obj.pk, obj.updated_at = written.pk, written.updated_at
        obj._state.adding = False
