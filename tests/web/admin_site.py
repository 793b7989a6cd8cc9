"""The admin's pages and forms."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from annotations.models import User
from annotations.proof.verify import verify_history


def allow(user: User, *names: str) -> None:
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))


def page(model: type, what: str, *args: Any) -> str:
    return reverse(f"admin:annotations_{model._meta.model_name}_{what}", args=args)


def filled(client: Client, address: str, **words: Any) -> dict[str, Any]:
    """Fill the form at an address in, as a browser would: what stands in it, and these words."""
    form = client.get(address).context["adminform"].form
    stands = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in (stands | words).items() if value is not None}


def send(client: Client, address: str, **words: Any) -> Any:
    return client.post(address, filled(client, address, **words))


def whole() -> bool:
    return list(verify_history()) == []
