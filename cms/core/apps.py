from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "cms.core"
    label = "site_core"

    def ready(self) -> None:
        from cms.core import exports, signals

        signals.connect()
        exports.keep_formulas_out()
