from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("support_chat", "0001_initial")]

    operations = [
        migrations.AddField("conversation", "customer_delivered_seq", models.PositiveIntegerField(default=0)),
        migrations.RemoveField("receipt", "delivered_seq"),
        migrations.AddField("attachment", "width", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField("attachment", "height", models.PositiveIntegerField(blank=True, null=True)),
    ]
