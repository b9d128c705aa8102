"""What the floors above hear from here. Sent inside the transaction that made the change."""

from django.dispatch import Signal

# sender: User; user: whose rights to read or write may have changed.
rights_changed = Signal()

# sender: User; user: whose sessions ended; keys: the session keys, as a list.
sessions_ended = Signal()
