from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "cms.policies"
    label = "policies"

    def ready(self) -> None:
        from cms.policies import signals

        signals.connect()
