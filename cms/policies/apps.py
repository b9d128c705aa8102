from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "cms.policies"
    label = "policies"

    def ready(self) -> None:
        from cms.policies import signals
        from cms.policies.models import Status
        from cms.policies.parts import Clauses
        from cms.policies.places import COMMENT, comment_places
        from cms.policies.references import policies_by_number
        from forum.actions.references import name_policies_with
        from forum.draft_places import offer_place
        from forum.parts import offer_parts
        from forum.search.statuses import name_statuses

        signals.connect()
        name_policies_with(policies_by_number)
        name_statuses(Status.choices)
        offer_parts(Clauses())
        offer_place(COMMENT, comment_places)
