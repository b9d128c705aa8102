"""Addresses under /policies/ that are no page's own; they come before the pages."""

from django.urls import path

from cms.policies.views import changes, numbers, proposals

urlpatterns = [
    path("changes/", changes.policy_changes, name="policy_changes"),
    path("proposals/", proposals.proposal_list, name="policy_proposals"),
    path("proposals/new/", proposals.proposal_new, name="policy_proposal_new"),
    path("proposals/<int:pk>/", proposals.proposal_detail, name="policy_proposal"),
    path("proposals/<int:pk>/edit/", proposals.proposal_edit, name="policy_proposal_edit"),
    path("number/", numbers.policy_number, name="policy_number_search"),
    path("number/<path:number>/", numbers.policy_number, name="policy_number"),
]
