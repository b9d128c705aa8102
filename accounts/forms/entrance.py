"""allauth's forms in our words: labels instead of placeholders, each password typed once."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

EMAIL = _("E-mail address")
NEW_PASSWORD = _("New password")
CODE_ATTRS = {"autocapitalize": "characters", "spellcheck": "false"}
KEY_HELP = _("So that you can tell your keys apart, such as “Work laptop”. At most 100 letters.")


class OurWords(forms.Form):
    """Takes allauth's placeholders away, which repeat the label and vanish while typing."""

    labels: ClassVar[dict[str, Any]] = {}
    help_texts: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.help_texts.get(name, field.help_text)


class LoginForm(OurWords, account.LoginForm):
    labels = {"login": EMAIL}
    help_texts = {"password": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class RequestLoginCodeForm(OurWords, account.RequestLoginCodeForm):
    labels = {"email": EMAIL}


class CodeForm(OurWords):
    labels = {"code": _("Code from the mail")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= CODE_ATTRS


class ConfirmLoginCodeForm(CodeForm, account.ConfirmLoginCodeForm):
    pass


class ConfirmEmailVerificationCodeForm(CodeForm, account.ConfirmEmailVerificationCodeForm):
    pass


class AddEmailForm(OurWords, account.AddEmailForm):
    labels = {"email": _("New e-mail address")}


class ChangePasswordForm(OurWords, account.ChangePasswordForm):
    labels = {"oldpassword": _("Current password"), "password1": NEW_PASSWORD}
    help_texts = {"oldpassword": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class SetPasswordForm(OurWords, account.SetPasswordForm):
    labels = {"password1": NEW_PASSWORD}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class ResetPasswordForm(OurWords, account.ResetPasswordForm):
    labels = {"email": EMAIL}


class ResetPasswordKeyForm(OurWords, account.ResetPasswordKeyForm):
    labels = {"password1": NEW_PASSWORD}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class ReauthenticateForm(OurWords, account.ReauthenticateForm):
    help_texts = {"password": ""}


class NumberForm(OurWords):
    labels = {"code": _("Code from your app, or a recovery code")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class MFAAuthenticateForm(NumberForm, mfa.AuthenticateForm):
    pass


class MFAReauthenticateForm(NumberForm, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(NumberForm, totp.ActivateTOTPForm):
    labels = {"code": _("Code that the app shows now")}


class AddWebAuthnForm(OurWords, webauthn.AddWebAuthnForm):
    labels = {
        "name": _("Name of the key"),
        "passwordless": _("Let this key sign me in by itself, as a passkey"),
    }
    help_texts = {
        "name": KEY_HELP,
        "passwordless": _("It must then ask for your finger, face or PIN each time."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class EditWebAuthnForm(OurWords, webauthn.EditWebAuthnForm):
    labels = {"name": _("Name of the key")}
    help_texts = {"name": KEY_HELP}
