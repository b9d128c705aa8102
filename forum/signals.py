"""What the floors above hear from here."""

from django.dispatch import Signal

# Sent by rebuild_search, before the index is made: whoever publishes pages enters them anew.
pages_wanted = Signal()

# Sent by every worker twice a minute; receivers are safe in any number of workers at once.
upkeep = Signal()
