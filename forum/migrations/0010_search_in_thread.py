from django.db import migrations, models
import django.db.models.deletion

from forum.search.schema import create_index, drop_index

BATCH = 5_000
FILL = """UPDATE forum_searchentry SET thread_id = (
        SELECT thread_id FROM forum_post WHERE forum_post.id = forum_searchentry.post_id
    ) WHERE id >= %s AND id < %s AND post_id IS NOT NULL"""


def has_index(connection):
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, "forum_searchentry")
    return any(column.name == "document" for column in columns)


def fill_and_index(apps, schema_editor):
    """PostgreSQL keeps the index that it has: a batch at a time, and nobody waits for long."""
    connection = schema_editor.connection
    is_postgresql = connection.vendor == "postgresql"
    if not is_postgresql:
        drop_index(connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM forum_searchentry")
        last = cursor.fetchone()[0]
        for start in range(1, last + 1, BATCH):
            cursor.execute(FILL, [start, start + BATCH])
    if not (is_postgresql and has_index(connection)):
        create_index(connection)


def drop(apps, schema_editor):
    drop_index(schema_editor.connection)


class Migration(migrations.Migration):
    # Each batch is a transaction of its own.
    atomic = False

    dependencies = [("forum", "0009_continuing")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="thread",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="forum.thread",
            ),
        ),
        # Last in the app: on SQLite an operation that remakes the table takes its triggers along.
        migrations.RunPython(fill_and_index, drop),
    ]
