"""How pages ask for a new password."""

from django import forms


def new_password_field(label: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        strip=False,
        help_text="Ten characters or more.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
