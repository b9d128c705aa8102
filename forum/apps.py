from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = "Forum"

    def ready(self) -> None:
        from forum import receivers
        from forum.live import wiring

        wiring.connect()
        receivers.connect()
