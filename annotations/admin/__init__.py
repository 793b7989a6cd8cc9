"""Django's admin: people, projects and scales are managed here, by the verbs; everything else is only looked at.

Its doors are the site's own, so that the throttled log-in page is the only one there is.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from annotations.admin import people, projects, read_only

# Django's pages take any method for a GET.
METHODS = require_http_methods(["GET", "HEAD", "POST"])


@METHODS
@login_not_required
def log_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Send a newcomer to the site's log-in page; who is logged in and comes here all the same is not staff."""
    if admin.site.has_permission(request):
        return redirect("admin:index")
    if request.user.is_authenticated:
        raise PermissionDenied("The administration is for staff. A superuser can make somebody staff.")
    return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))


def log_out(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    return redirect("logout", preserve_request=True)


def change_password(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    return redirect("password_change", preserve_request=True)


def for_staff(view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
    held = admin.AdminSite.admin_view(admin.site, view, cacheable)

    @METHODS
    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return held(request, *args, **kwargs)
        except ValidationError:
            raise Http404("A key that no row can have.") from None

    return found


def apps_listed(request: HttpRequest, app_label: str | None = None) -> list[Any]:
    """Put the desk before the rest, and in it what is managed here before what is only looked at."""
    apps = admin.AdminSite.get_app_list(admin.site, request, app_label)
    for app in apps:
        app["models"].sort(key=lambda model: not model["perms"]["add"])
    return sorted(apps, key=lambda app: app["app_label"] != "annotations")


admin.site.site_header = admin.site.site_title = "Galleyproof"
admin.site.index_title = "People, projects and scales"
# Django offers a site of one's own class for this, and every registration would have to name it; so these are set on
# the one there is, where mypy takes methods for something that nobody sets.
admin.site.get_app_list = apps_listed  # type: ignore[method-assign]
admin.site.admin_view = for_staff  # type: ignore[method-assign, assignment]
admin.site.login = log_in  # type: ignore[method-assign]
admin.site.logout = log_out  # type: ignore[method-assign, assignment]
admin.site.password_change = change_password  # type: ignore[method-assign, assignment]

__all__ = ["people", "projects", "read_only"]
