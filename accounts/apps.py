from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and units"

    def ready(self) -> None:
        from accounts import receivers

        receivers.connect()
        post_migrate.connect(make_standby_table, sender=self)


def make_standby_table(using: str, verbosity: int = 1, **kwargs: Any) -> None:
    """The table of the standby cache, which no migration can know."""
    call_command("createcachetable", database=using, verbosity=max(0, verbosity - 1))
