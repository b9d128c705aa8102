from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "cms.policies"
    label = "policies"

    def ready(self) -> None:
        from cms.policies import signals
        from cms.policies.references import policies_by_number
        from forum.actions.references import name_policies_with

        signals.connect()
        name_policies_with(policies_by_number)
