"""The register and its policies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager
from wagtail.models.pages import PagePermissionTester
from wagtail.search import index

from accounts.models import User
from cms.core.blocks import SHORT_TEXT
from cms.core.models import OwnedPage, SectionPage
from cms.core.models.owned import RosterPermissionTester
from cms.core.querysets import ListedPageQuerySet
from cms.core.richtext import html_text, stream_text
from cms.policies.blocks import ClausesBlock
from cms.policies.forms import PolicyPageForm
from cms.policies.models.periods import CommentPeriod
from cms.policies.models.records import PolicyAction
from cms.policies.models.states import FORCE, PAST, TAGS, Act, Kind, Status
from cms.policies.models.version_routes import VersionRoutes
from cms.policies.models.versions import PolicyVersion
from cms.policies.panels import policy_tabs
from cms.policies.routes import WorkingRoutes
from cms.policies.texts import read_clauses


class PolicyIndexPage(SectionPage):
    unit_kinds = None
    parent_page_types: ClassVar[list[str]] = ["site_core.HomePage"]
    subpage_types: ClassVar[list[str]] = ["policies.PolicyPage"]
    template = "cms/policy_index_page.html"

    class Meta:
        verbose_name = _("policy register")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.policies.listing import register

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **register(request.GET)}


def open_periods() -> QuerySet[CommentPeriod]:
    now = timezone.now()
    return CommentPeriod.objects.filter(
        opens_at__lte=now, closes_at__gt=now, cancelled_at__isnull=True
    )


def is_open_for_comment() -> Q:
    return Q(pk__in=open_periods().values("policy")) | Q(status=Status.PUBLIC_COMMENT)


class PolicyPageQuerySet(ListedPageQuerySet):
    def with_record(self) -> PolicyPageQuerySet:
        return self.select_related("recommending_body", "responsible_body").prefetch_related(
            "numbers"
        )

    def open_for_comment(self) -> PolicyPageQuerySet:
        return self.filter(is_open_for_comment()).with_open_periods()

    def with_open_periods(self) -> PolicyPageQuerySet:
        periods = Prefetch("comment_periods", queryset=open_periods(), to_attr="open_periods")
        return self.prefetch_related(periods)

    def under_review(self) -> PolicyPageQuerySet:
        """On the way to a decision: neither in force nor past."""
        return self.exclude(status__in=FORCE | PAST)

    def superseded(self) -> PolicyPageQuerySet:
        return self.filter(status__in=[Status.SUPERSEDED, Status.RESCINDED])

    def in_force(self) -> PolicyPageQuerySet:
        return self.filter(status__in=FORCE)

    def review_due_by(self, day: Any) -> PolicyPageQuerySet:
        return self.in_force().filter(next_review__lte=day)


class PolicyPermissionTester(RosterPermissionTester):
    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Nothing that was public is deleted: it is superseded, rescinded or taken down."""
        if self.page.versions.exists():
            return False
        return bool(super().can_delete(ignore_bulk))


class PolicyPage(WorkingRoutes, VersionRoutes, OwnedPage):
    kind = models.CharField(max_length=24, choices=Kind.choices, default=Kind.POLICY)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFTING)
    status_note = models.CharField(max_length=300, blank=True)
    recommending_body = models.ForeignKey(
        "accounts.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recommended_policies",
        help_text=_("A committee recommends; Council adopts."),
    )
    responsible_body = models.ForeignKey(
        "accounts.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="policies",
        help_text=_("Keeps it up to date. Its chair or staff liaison approves what is published."),
    )
    effective_on = models.DateField(null=True, blank=True)
    next_review = models.DateField(null=True, blank=True)
    next_review_note = models.CharField(max_length=300, blank=True)
    supersedes = ParentalManyToManyField(
        "self", symmetrical=False, blank=True, related_name="superseded_by"
    )
    related = ParentalManyToManyField("self", symmetrical=False, blank=True, related_name="+")
    official_url = models.URLField(
        _("official text"), blank=True, help_text=_("Where the authoritative text stands.")
    )
    summary = RichTextField(
        features=SHORT_TEXT, blank=True, help_text=_("In our own words: what it asks, of whom.")
    )
    body = StreamField(ClausesBlock(), blank=True, verbose_name=_("clauses"))
    is_editorial = models.BooleanField(
        _("editorial correction"),
        default=False,
        help_text=_(
            "For a policy in force: this corrects spelling, numbering or a link and changes no"
            " meaning. A change of meaning is an amendment, and only Council amends."
        ),
    )

    objects = PageManager.from_queryset(PolicyPageQuerySet)()

    unit_fields = ("responsible_body", "recommending_body")
    search_kind = "policy"
    published_words = _("New in the policy register: %(title)s (%(status)s)")
    changed_words = _("Changed in the policy register: %(title)s. %(note)s")
    parent_page_types: ClassVar[list[str]] = ["policies.PolicyIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/policy_page.html"
    # What bodies decided belongs to the policy, not to one wording of it: only actions write it,
    # and neither an older draft nor a copy brings other values.
    recorded_fields = ("status", "status_note", "effective_on", "next_review", "next_review_note")
    recorded_relations = ("actions", "comment_periods")
    exclude_fields_in_copy = [*recorded_fields, *recorded_relations, "numbers"]
    base_form_class = PolicyPageForm
    edit_handler = policy_tabs()
    search_fields = [
        *OwnedPage.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.RelatedFields("numbers", [index.SearchField("number")]),
        index.FilterField("status"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")

    @property
    def awaits_amended_text(self) -> bool:
        """Whether Council changed the text since the newest version was published."""
        acts = self.actions.filter(act__in=(Act.AMENDED, Act.ADOPTED_AS_AMENDED))
        said_at = acts.filter(recorded_at__isnull=False).aggregate(at=models.Max("recorded_at"))[
            "at"
        ]
        newest = self.versions.order_by("-number").values_list("published_at", flat=True).first()
        return said_at is not None and (newest is None or newest < said_at)

    def with_content_json(self, content: dict[str, Any]) -> PolicyPage:
        said = {key: value for key, value in content.items() if key not in self.recorded_relations}
        replaced = PolicyPage.objects.filter(superseded_by=self.pk, status=Status.SUPERSEDED)
        linked = {*said.get("supersedes", []), *replaced.values_list("pk", flat=True)}
        said["supersedes"] = sorted(linked)
        page: PolicyPage = super().with_content_json(said)
        # As the row has them now: the page in hand may have been loaded before a move.
        recorded = PolicyPage.objects.filter(pk=self.pk).values(*self.recorded_fields).first()
        for name, value in (recorded or {}).items():
            setattr(page, name, value)
        return page

    @property
    def status_tag(self) -> str:
        return TAGS.get(Status(self.status), "policy")

    @property
    def is_in_force(self) -> bool:
        return self.status in FORCE

    @property
    def is_past(self) -> bool:
        return self.status in PAST

    @property
    def is_review_overdue(self) -> bool:
        due = self.next_review
        return self.is_in_force and due is not None and due < timezone.localdate()

    def permissions_for_user(self, user: User | AnonymousUser) -> PagePermissionTester:
        return PolicyPermissionTester(user, self)

    def search_text(self) -> str:
        numbers = [f"{number.number} {number.scheme}" for number in self.numbers.all()]
        documents = [act.document for act in self.actions.all() if act.document]
        words = [html_text(self.summary), stream_text(self.body), *numbers, *documents]
        return "\n".join(words)

    def search_numbers(self) -> list[str]:
        """A document's year may be left out: 2001-2002 CD#3 is found by CD#3 too."""
        documents = [act.document for act in self.actions.all() if act.document]
        short = [document.rpartition(" ")[2] for document in documents]
        return [*(number.number for number in self.numbers.all()), *documents, *short]

    @property
    def search_status(self) -> str:
        return self.status

    def _others(self, linked: Any) -> PolicyPageQuerySet:
        """The linked policies that everyone may read, as this draft or version links them."""
        return PolicyPage.objects.filter(pk__in=[other.pk for other in linked.all()]).listed()

    def versions_at_hand(self) -> list[PolicyVersion]:
        """All versions without their texts, the newest first, each knowing this page."""
        versions = list(self.versions.defer("body", "summary").select_related("author"))
        for version in versions:
            version.policy = self
        return versions

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.policies.citations import citations

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context |= self.working_context(request)
        versions = self.versions_at_hand()
        acts = in_order(self.actions.all())
        prefetch_related_objects(acts, "body")
        return {
            **context,
            "policy": self,
            "numbers": list(self.numbers.all()),
            "acts": acts,
            "adoption": adoption_among(acts),
            "clauses": read_clauses(self.body),
            "versions": versions,
            "citations": citations(self, versions[0]) if versions else [],
            **succession(self),
            "predecessors": list(self._others(self.supersedes)),
            "related": list(self._others(self.related)),
        }


def succession(policy: PolicyPage) -> dict[str, list[PolicyPage]]:
    """What took the policy's place, and what in the end took the place of that.

    One query a generation, and none after the first unless that was replaced itself.
    """
    first = newest = list(PolicyPage.objects.filter(supersedes=policy).listed())
    seen = {policy.pk, *(page.pk for page in newest)}
    while past := [page.pk for page in newest if page.status == Status.SUPERSEDED]:
        later = PolicyPage.objects.filter(supersedes__in=past).listed().distinct()
        found = list(later.exclude(pk__in=seen))
        if not found:
            break
        seen |= {page.pk for page in found}
        newest = [page for page in newest if page.pk not in past] + found
    return {"successors": first, "in_place": [page for page in newest if page not in first]}


def in_order(acts: Iterable[PolicyAction]) -> list[PolicyAction]:
    """By date; where only a year is known, at its end; what has neither stays last."""
    return sorted(acts, key=lambda act: act.date or date(act.year or date.max.year, 12, 31))


def adoption_among(acts: list[PolicyAction]) -> PolicyAction | None:
    """The last time Council adopted it, as the record says."""
    adopted = [act for act in acts if act.act in (Act.ADOPTED, Act.ADOPTED_AS_AMENDED)]
    return adopted[-1] if adopted else None
