import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from forum.migrations._indexes import AddIndexQuietly
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
    # PostgreSQL builds an index beside the writers outside a transaction only, and each batch of
    # the search index is a transaction of its own.
    atomic = False

    dependencies = [
        ('forum', '0003_the_thread_in_full'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexQuietly(
            model_name='post',
            index=models.Index(fields=['created_at'], name='forum_post_created'),
        ),
        AddIndexQuietly(
            model_name='post',
            index=models.Index(condition=models.Q(('hidden_at__isnull', False), ('withdrawn_at__isnull', False), _connector='OR'), fields=['thread', 'number'], name='forum_post_gone'),
        ),
        AddIndexQuietly(
            model_name='reaction',
            index=models.Index(fields=['created_at'], name='forum_reaction_created'),
        ),
        AddIndexQuietly(
            model_name='thread',
            index=models.Index(fields=['board', '-created_at', '-id'], name='forum_thread_started_board'),
        ),
        AddIndexQuietly(
            model_name='thread',
            index=models.Index(fields=['-created_at', '-id'], name='forum_thread_started'),
        ),
        AddIndexQuietly(
            model_name='thread',
            index=models.Index(fields=['author', '-last_post_at', '-id'], name='forum_thread_author'),
        ),
        AddIndexQuietly(
            model_name='thread',
            index=models.Index(condition=models.Q(('locked_at__isnull', False)), fields=['-last_post_at', '-id'], name='thread_closed_anywhere'),
        ),
        AddIndexQuietly(
            model_name='thread',
            index=models.Index(condition=models.Q(('locked_at__isnull', False)), fields=['board', '-last_post_at', '-id'], name='thread_closed_in_board'),
        ),
        AddIndexQuietly(
            model_name='thread',
            index=models.Index(condition=models.Q(('answer__isnull', False)), fields=['-last_post_at', '-id'], name='thread_answered_anywhere'),
        ),
        AddIndexQuietly(
            model_name='thread',
            index=models.Index(condition=models.Q(('answer__isnull', False)), fields=['board', '-last_post_at', '-id'], name='thread_answered_in_board'),
        ),
        AddIndexQuietly(
            model_name='thread',
            index=models.Index(condition=models.Q(('locked_at__isnull', True), ('reply_count', 0)), fields=['-last_post_at', '-id'], name='thread_unanswered_anywhere'),
        ),
        AddIndexQuietly(
            model_name='thread',
            index=models.Index(condition=models.Q(('locked_at__isnull', True), ('reply_count', 0)), fields=['board', '-last_post_at', '-id'], name='thread_unanswered_in_board'),
        ),
        AddIndexQuietly(
            model_name='thread',
            index=models.Index(condition=models.Q(('pinned_at__isnull', False)), fields=['-last_post_at', '-id'], name='thread_pinned_anywhere'),
        ),
        AddIndexQuietly(
            model_name='thread',
            index=models.Index(condition=models.Q(('pinned_at__isnull', False)), fields=['board', '-last_post_at', '-id'], name='thread_pinned_in_board'),
        ),
        # The indexes above and before serve these columns too.
        migrations.AlterField(
            model_name='post',
            name='author',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='post',
            name='thread',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='forum.thread'),
        ),
        # Last in the app: on SQLite an operation that remakes the table takes its triggers along.
        migrations.RunPython(fill_and_index, drop),
    ]
