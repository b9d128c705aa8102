"""Addresses under /policies/ that are no page's own; they come before the pages."""

from django.urls import path

from cms.policies.views import changes, numbers

urlpatterns = [
    path("changes/", changes.policy_changes, name="policy_changes"),
    path("number/", numbers.policy_number, name="policy_number_search"),
    path("number/<path:number>/", numbers.policy_number, name="policy_number"),
]
