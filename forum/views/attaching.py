"""Sending files: from a page's script one by one, and with the form where no script runs."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any, TypeVar

from django import forms
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from forum.access import Viewer
from forum.actions.attachments import attach, describe_all
from forum.actions.refusals import Refused
from forum.files.limits import MAX_ALT, MAX_PER_POST, too_many_in_post
from forum.forms import CorrectableForm
from forum.models import Attachment, Board, Thread
from forum.views.asking import get_thread, json_refusal, signed_out

NAMED = re.compile(r"/files/([1-9][0-9]{0,17})/[0-9a-f]{32}/")
ALT = re.compile(r"alt_([1-9][0-9]{0,17})")
MAX_NAMED = 50

Form = TypeVar("Form", bound=CorrectableForm)


@require_POST
def file_add(request: HttpRequest) -> HttpResponse:
    """One file for a post that is being written; answers in JSON with what refers to it."""
    if not request.user.is_authenticated:
        return signed_out(request, back="/")
    place = _place(request, request.user)
    sent = request.FILES.get("file")
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return json_refusal(_("The page has gone stale. Reload it and attach the file again."))
    if sent is None:
        return json_refusal(_("Choose a file first."))
    try:
        found = attach(
            _open(sent), name=sent.name or "", uploader=request.user, place=place, key=key
        )
    except Refused as refusal:
        return json_refusal(refusal.reason, status=403 if refusal.code == "forbidden" else 422)
    row = render_to_string("forum/composer_file.html", {"file": found}, request)
    url = found.get_absolute_url()
    return JsonResponse({"url": url, "markdown": found.markdown, "html": row}, status=201)


def _place(request: HttpRequest, user: User) -> Thread | Board:
    number = request.POST.get("thread", "")
    if re.fullmatch(r"[0-9]{1,9}", number):
        return get_thread(user, int(number))
    slug = request.POST.get("board", "").replace("\0", "")
    return get_object_or_404(Board.objects.visible_to(user), slug=slug)


def _open(sent: UploadedFile[bytes]) -> File[bytes]:
    return File(sent.file, name=sent.name)


def with_files(request: HttpRequest, form: Form, place: Thread | Board) -> Form:
    """Keep the files and descriptions that came with a form, and name the files in its text.

    Gives the form as if its text had named them, with a sentence for each that was refused.
    """
    if not request.user.is_authenticated or request.method != "POST":
        return form
    refusals: list[str] = []
    marks: list[str] = []
    sent_files = request.FILES.getlist("files")
    if len(sent_files) > MAX_PER_POST:
        refusals.append(too_many_in_post(len(sent_files)))
    for sent in sent_files[:MAX_PER_POST]:
        try:
            kept = attach(
                _open(sent),
                name=sent.name or "",
                uploader=request.user,
                place=place,
                key=uuid.uuid4(),
            )
            if kept.get_absolute_url() not in str(form.data.get("source", "")):
                marks.append(kept.markdown)
        except Refused as refused:
            refusals.append(str(refused.reason))
    try:
        describe_all(_alts(request), by=request.user)
    except Refused as refused:
        refusals.append(str(refused.reason))
    if marks:
        source = str(form.data.get("source", "")).rstrip()
        form = form.with_value("source", "\n\n".join(filter(None, [source, *marks])))
    form.is_valid()
    for refusal in refusals:
        form.add_error(None, refusal)
    return form


def _alts(request: HttpRequest) -> dict[int, str]:
    found = ((ALT.fullmatch(name), str(value)) for name, value in request.POST.items())
    return {int(match[1]): value for match, value in found if match}


@require_safe
def file_tray(request: HttpRequest) -> HttpResponse:
    """What the page shows of the files that a restored draft names (`named`, commas between)."""
    numbers = re.findall(r"[0-9]{1,18}", request.GET.get("named", ""))
    rows = named_files(request.user, map(int, numbers[:MAX_NAMED]))
    return render(request, "forum/composer_tray.html", {"tray": rows})


def tray(user: Viewer, form: forms.Form) -> list[Attachment]:
    """The member's own files that the text in a form names, to be described or taken out.

    A description in the text counts before the one that was kept.
    """
    value: Any = form["source"].value()
    source = str(value or "")
    files = named_files(user, map(int, NAMED.findall(source)[:MAX_NAMED]))
    for file in files:
        file.alt = alternative_in(source, file.get_absolute_url()) or file.alt
    return files


def alternative_in(source: str, url: str) -> str:
    """What stands between the brackets of the first picture with this address, or nothing.

    Looks back from each address: forward from each "![", a long text without them takes minutes.
    """
    for end in re.finditer(rf"\]\({re.escape(url)}\)", source):
        before = source[max(0, end.start() - MAX_ALT - 2) : end.start()]
        _before, mark, words = before.rpartition("![")
        if mark and "]" not in words and words.strip():
            return words.strip()
    return ""


def named_files(user: Viewer, numbers: Iterable[int]) -> list[Attachment]:
    wanted = set(numbers)
    if not wanted or not user.is_authenticated:
        return []
    own = Attachment.objects.standing().filter(uploader=user, pk__in=wanted)
    return list(own.order_by("pk"))
