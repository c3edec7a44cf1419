from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0007_tries_and_what_was_told")]

    operations = [
        migrations.AddField(
            model_name="pricelist",
            name="rollback_asked_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
