from django.http import HttpRequest

from accounts.models import User


class MemberRequest(HttpRequest):
    """What a view gets behind `login_required`: its user is a member, never a visitor."""

    user: User
