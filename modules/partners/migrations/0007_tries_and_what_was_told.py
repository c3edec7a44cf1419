from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0006_header_mapping")]

    operations = [
        migrations.RemoveField(model_name="schedule", name="told_at"),
        migrations.AddField(
            model_name="schedule", name="error_params", field=models.JSONField(default=dict, editable=False)
        ),
        migrations.AddField(
            model_name="schedule",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="failed attempts"),
        ),
        migrations.AddField(
            model_name="schedule", name="told_of", field=models.JSONField(default=list, editable=False)
        ),
        migrations.AlterField(
            model_name="schedule",
            name="last_result",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sent", "a new list was taken"),
                    ("held", "a new list waits for a look at it"),
                    ("unchanged", "nothing has changed"),
                    ("failed", "failed"),
                ],
                editable=False,
                max_length=10,
                verbose_name="last result",
            ),
        ),
        migrations.AddField(
            model_name="pricelist", name="is_scheduled", field=models.BooleanField(default=False, editable=False)
        ),
    ]
