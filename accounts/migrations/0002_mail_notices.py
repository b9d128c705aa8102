from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="mail_notices",
            field=models.BooleanField(
                default=True,
                help_text="A mail for each notice, as soon as it happens.",
                verbose_name="mail me at once",
            ),
        ),
    ]
