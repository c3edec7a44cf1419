"""What people type or paste into forms is held to what the API takes: a text is a text, its lines ended alike."""

from typing import Any

from django import forms
from django.db import models

from core.texts import typed


class TypedText(forms.CharField):
    """A text without what no text may have; one that was only sent back, with its line ends as browsers have them, has
    not changed.
    """

    def to_python(self, value: Any) -> str | None:
        if isinstance(value, str):
            text = typed(value)
            value = text if isinstance(self.widget, forms.Textarea) else " ".join(text.splitlines())
        return super().to_python(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and self.to_python(initial) != self.to_python(data)


def as_typed(field: models.Field[Any, Any]) -> dict[str, Any]:
    """Return what makes a form read a model's text as `TypedText` does, and nothing for fields of other kinds."""
    is_text = type(field) in {models.CharField, models.TextField} and not field.choices
    return {"form_class": TypedText} if is_text else {}
