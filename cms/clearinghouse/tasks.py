"""Mail to readers without an account, left to the worker."""

from django.conf import settings
from django.core.mail import EmailMessage
from django_tasks import task


@task()
def mail_reader(address: str, subject: str, body: str) -> None:
    """An answer to what this person sent, and nothing else: no list, no second mail."""
    message = EmailMessage(
        subject=" ".join(subject.split())[:200],
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    message.send()
