from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("annotations.web.urls")),
]

handler400 = "annotations.web.problems.bad_request"
handler403 = "annotations.web.problems.forbidden"
handler404 = "annotations.web.problems.not_found"
