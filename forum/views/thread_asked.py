"""What the address of a thread page asks for, checked."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _

from forum.views.asking import int_param
from forum.windows import Cursor

ORDERS = ("threaded", "oldest", "newest")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, checked."""

    order: str
    cursor: Cursor
    target: int | None
    root: int | None
    reply: int | None
    quote: int | None
    draft: str | None = None
    about: str = ""

    @property
    def query(self) -> str:
        return urlencode({} if self.order == "threaded" else {"view": self.order})


def order_of(request: HttpRequest) -> str:
    """One of ORDERS: as the address says, else as this browser showed threads last."""
    order = request.GET.get("view") or request.COOKIES.get("thread_view", "threaded")
    order = {"flat": "oldest"}.get(order, order)
    if order not in ORDERS:
        if "view" in request.GET:
            raise BadRequest(_("A thread can be shown threaded, oldest or newest first."))
        order = "threaded"
    return order


def read_request(request: HttpRequest, number: int | None) -> Asked:
    cursor = Cursor(
        after=int_param(request, "after"),
        before=int_param(request, "before"),
        around=int_param(request, "from") if number is None else number,
    )
    return Asked(
        order_of(request),
        cursor,
        number,
        int_param(request, "root"),
        int_param(request, "reply"),
        int_param(request, "quote"),
        request.GET.get("draft"),
        request.GET.get("about", ""),
    )


def is_for_machines(request: HttpRequest, asked: Asked) -> bool:
    """Whether a search engine may keep this page: each post should be found in one place."""
    return asked.order == "threaded" and set(request.GET) <= {"from"}
