"""What the catalogue's forms share. Every form ends in a service, so cards, caches and announcements hold here too."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from modules.catalog.models.offers import Offer

LEAST = Decimal("0.01")


class PricedForm(forms.ModelForm[Offer]):
    """An offer's form that says at the field which prices there are: the database would name its constraint."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & {"price", "price_rrp"}:
            field = self.fields[name]
            field.validators.append(MinValueValidator(LEAST, _("A price is at least 0.01.")))
            field.widget.attrs["min"] = LEAST


def changes(form: forms.ModelForm[Any]) -> dict[str, Any]:
    """Return what was changed in a form: what nobody touched is not written over what moved meanwhile."""
    return {name: form.cleaned_data[name] for name in form.changed_data if name in form.cleaned_data}
