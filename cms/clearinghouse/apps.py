from django.apps import AppConfig


class ClearinghouseConfig(AppConfig):
    name = "cms.clearinghouse"
    label = "clearinghouse"

    def ready(self) -> None:
        from cms.clearinghouse import signals

        signals.connect()
