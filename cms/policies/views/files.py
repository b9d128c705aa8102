"""A version to take along: for printing, as PDF and as a Word document."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.policies.exports.document import Document
from cms.policies.models import PolicyPage, PolicyVersion
from cms.policies.texts import read_clauses
from cms.policies.views.versions import get_version

WRITERS_VERSION = 1
KEPT = 24 * 3600  # seconds
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
def version_print(request: HttpRequest, policy: PolicyPage, number: int) -> HttpResponse:
    version = get_version(policy, number)
    context = {
        "page": policy,
        "policy": policy,
        "version": version,
        "document": Document(policy, version),
        "clauses": read_clauses(version.body),
    }
    return render(request, "cms/policy_print.html", context)


@require_safe
def version_pdf(request: HttpRequest, policy: PolicyPage, number: int) -> HttpResponseBase:
    from cms.policies.exports.pdf import write_pdf

    return file_of(request, policy, get_version(policy, number), "pdf", write_pdf)


@require_safe
def version_word(request: HttpRequest, policy: PolicyPage, number: int) -> HttpResponseBase:
    from cms.policies.exports.word import write_word

    return file_of(request, policy, get_version(policy, number), "docx", write_word)


def file_of(
    request: HttpRequest,
    policy: PolicyPage,
    version: PolicyVersion,
    ending: str,
    write: Callable[[Document], bytes],
) -> HttpResponseBase:
    """Written once and kept for a day: a version never changes, but what stands around it may."""
    document = Document(policy, version)
    said = [version.content_hash, *(value for _label, value in document.facts)]
    state = repr([WRITERS_VERSION, ending, get_language(), *said])
    digest = hashlib.sha256(state.encode()).hexdigest()
    etag = quote_etag(digest[:32])
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    key = f"policy-file:{digest}"
    content = caches["pages"].get(key)
    if content is None:
        content = write(document)
        caches["pages"].set(key, content, KEPT)
    response = HttpResponse(content, content_type=TYPES[ending])
    name = f"{policy.slug}-version-{version.number}.{ending}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response
