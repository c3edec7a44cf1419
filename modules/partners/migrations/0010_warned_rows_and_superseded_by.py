from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0009_exports_as_all_are")]

    operations = [
        migrations.AddField(
            model_name="pricelist",
            name="superseded_by",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="pricelistrow",
            name="warning",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
    ]
