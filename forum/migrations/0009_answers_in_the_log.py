from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('forum', '0008_saved_searches'),
    ]

    operations = [
        migrations.AlterField(
            model_name='moderationaction',
            name='kind',
            field=models.CharField(choices=[('hide', 'Hid a post'), ('restore', 'Restored a post'), ('lock', 'Closed a thread'), ('unlock', 'Reopened a thread'), ('pin', 'Pinned a thread'), ('unpin', 'Unpinned a thread'), ('move', 'Moved a thread'), ('retitle', 'Renamed a thread'), ('hide_thread', 'Hid a thread'), ('restore_thread', 'Restored a thread'), ('suspend', 'Suspended a member'), ('reinstate', 'Reinstated a member'), ('answer', 'Accepted an answer'), ('no_answer', 'Took an accepted answer back'), ('summary', 'Pinned a summary'), ('no_summary', 'Took a summary down'), ('continue', 'Led a thread on to another'), ('no_continue', 'Led a thread on no more'), ('dismiss', 'Found no breach'), ('remove_file', 'Removed a file'), ('slow', "Changed a thread's slow mode"), ('split', 'Split posts off into a thread of their own'), ('merge', 'Merged posts into another thread'), ('close_poll', 'Closed a poll early')], max_length=20),
        ),
    ]
