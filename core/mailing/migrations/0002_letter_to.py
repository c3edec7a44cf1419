from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mailing", "0001_initial")]

    operations = [migrations.AddIndex("letter", models.Index(fields=["to"], name="letter_to"))]
