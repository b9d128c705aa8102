from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.core.models.owned import OwnedPageForm

NO_SOURCE = _(
    "Name at least one source under “Sources” before others read it. Until then, save it as a"
    " draft."
)


class ArticlePageForm(OwnedPageForm):
    """Lets a draft be as unfinished as it is, and asks for its sources before others read it."""

    def is_valid(self) -> bool:
        """Asked after the sources themselves were read, which are forms of their own."""
        from cms.clearinghouse.quotations import problems

        valid: bool = super().is_valid()
        sources = self.formsets.get("sources")
        if self.is_deferred_validation or sources is None:
            return valid
        found: list[Any] = [] if _count(sources) else [NO_SOURCE]
        if self.instance.pk and "body" in self.cleaned_data:
            found += problems(self.instance, self.cleaned_data["body"])
        for problem in found:
            self.add_error(None, problem)
        return valid and not found


def _count(formset: Any) -> int:
    data: list[Any] = [getattr(form, "cleaned_data", None) for form in formset.forms]
    return sum(bool(row) and not row.get("DELETE") for row in data)
