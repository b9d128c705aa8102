import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from forum.search.schema import create_index, drop_index


def create(apps, schema_editor):
    create_index(schema_editor.connection)


def drop(apps, schema_editor):
    drop_index(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="author",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="board",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="forum.board",
            ),
        ),
        migrations.AlterField(
            model_name="searchentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("thread", "Thread"),
                    ("post", "Reply"),
                    ("policy", "Policy"),
                    ("article", "Article"),
                    ("page", "Page"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="searchentry", name="text", field=models.TextField(blank=True)
        ),
        migrations.AlterField(
            model_name="searchentry",
            name="title",
            field=models.CharField(blank=True, max_length=255),
        ),
        migrations.AddConstraint(
            model_name="searchentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("post__isnull", True), ("page__isnull", True), _connector="XOR"
                ),
                name="forum_searchentry_one_source",
            ),
        ),
        # Last, because on SQLite an operation that remakes the table takes its triggers along.
        migrations.RunPython(create, drop),
    ]
