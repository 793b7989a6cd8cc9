from django.contrib.auth import views as auth
from django.urls import URLPattern, path

from annotations.web import doors, exports

urlpatterns: list[URLPattern] = [
    path("login/", doors.LogIn.as_view(), name="login"),
    path("logout/", doors.LogOut.as_view(), name="logout"),
    path("password/", auth.PasswordChangeView.as_view(), name="password_change"),
    path("password/changed/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("articles/<uuid:article_id>/verdicts.csv", exports.article_verdicts, name="article_verdicts"),
    path("projects/<slug:slug>/verdicts.csv", exports.project_verdicts, name="project_verdicts"),
]
