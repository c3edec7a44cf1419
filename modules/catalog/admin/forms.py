"""What the catalogue's forms share. Every form ends in a service, so cards, caches and announcements hold here too."""

from typing import Any

from django import forms


def changes(form: forms.ModelForm[Any]) -> dict[str, Any]:
    """Return what was changed in a form: what nobody touched is not written over what moved meanwhile."""
    return {name: form.cleaned_data[name] for name in form.changed_data if name in form.cleaned_data}
