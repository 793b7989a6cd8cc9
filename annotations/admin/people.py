"""People: added, changed and deactivated; never renamed, because the history names them, and never deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from annotations.models import User

# What makes somebody staff or more: only a superuser gives it, or anybody who manages people could take it.
POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")


@admin.register(User)
# Django's class takes type arguments only in its stubs, not when it runs.
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    list_display = (
        "username",
        "first_name",
        "last_name",
        "email",
        "is_active",
        "is_staff",
        "is_superuser",
        "last_login",
    )
    readonly_fields = ("last_login", "date_joined")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fields: tuple[str, ...] = self.readonly_fields
        if obj is not None:
            fields = (*fields, "username")
        if not request.user.is_superuser:
            fields = (*fields, *POWERS)
        return fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave staff and superusers to superusers: a new password for them would hand on what they may do."""
        allowed = super().has_change_permission(request, obj)
        if obj is None or request.user.is_superuser:
            return allowed
        return allowed and not (obj.is_staff or obj.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
