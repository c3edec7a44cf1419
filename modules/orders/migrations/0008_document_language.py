from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

NONE = Value("")


def note_languages(apps: Any, schema_editor: Any) -> None:
    """An invoice was drawn in the buyer's language, else in the order's; a packing list, or what has neither, in the
    shop's. Whoever has chosen another one since is taken at their present word: what they had then is not known.
    """
    documents = apps.get_model("orders", "Document").objects
    order = apps.get_model("orders", "Order").objects.filter(pk=OuterRef("order"))
    chosen = order.annotate(
        drawn_in=Coalesce(NullIf("user__language", NONE), NullIf("language", NONE), Value(settings.LANGUAGE_CODE))
    )
    documents.filter(kind="invoice").update(language=Subquery(chosen.values("drawn_in")[:1]))
    documents.filter(language="").update(language=settings.LANGUAGE_CODE)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("orders", "0007_shipment_alarms"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="language",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=10, verbose_name="language"
            ),
        ),
        migrations.RunPython(note_languages, migrations.RunPython.noop, elidable=True),
    ]
