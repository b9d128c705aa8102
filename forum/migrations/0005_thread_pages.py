import django.db.models.deletion
from django.db import migrations, models

from forum.migrations._indexes import AddIndexQuietly


class Migration(migrations.Migration):
    atomic = False  # PostgreSQL builds an index beside the writers outside a transaction only.

    dependencies = [("forum", "0004_attachments")]

    operations = [
        migrations.CreateModel(
            name="ThreadPages",
            fields=[
                (
                    "thread",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="pages",
                        serialize=False,
                        to="forum.thread",
                    ),
                ),
                ("upto", models.PositiveIntegerField()),
                ("state", models.JSONField()),
            ],
            options={
                "verbose_name": "pages of a thread",
                "verbose_name_plural": "pages of threads",
            },
        ),
        AddIndexQuietly(
            model_name="post",
            index=models.Index(
                condition=models.Q(
                    ("hidden_at__isnull", False), ("withdrawn_at__isnull", False), _connector="OR"
                ),
                fields=["thread", "number"],
                name="forum_post_gone",
            ),
        ),
    ]
