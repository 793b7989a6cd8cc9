from django.contrib.auth import views as auth
from django.urls import URLPattern, path

from annotations.web import articles, checks, claims, copies, doors, exports, history, workspace
from annotations.web.access import reads, reads_and_writes, writes

urlpatterns: list[URLPattern] = [
    path("", articles.home, name="home"),
    path("projects/<slug:slug>/", articles.project_articles, name="project"),
    path("projects/<slug:slug>/articles/new/", articles.new_article, name="new_article"),
    path("articles/<uuid:article_id>/", workspace.workspace, name="workspace"),
    path("articles/<uuid:article_id>/edit/", articles.edit_head, name="edit_article"),
    path("articles/<uuid:article_id>/print/", copies.checked, name="checked_copy"),
    path("articles/<uuid:article_id>/history/", history.of_article, name="article_history"),
    path("claims/<uuid:claim_id>/history/", history.of_claim, name="claim_history"),
    path("articles/<uuid:article_id>/claims/", claims.add_claim, name="add_claim"),
    path("claims/<uuid:claim_id>/words/", claims.edit_claim, name="edit_claim"),
    path("claims/<uuid:claim_id>/places/", claims.add_place, name="add_place"),
    path("claims/<uuid:claim_id>/withdraw/", claims.withdraw_claim, name="withdraw_claim"),
    path("claims/<uuid:claim_id>/restore/", claims.restore_claim, name="restore_claim"),
    path("claims/<uuid:claim_id>/not-checkable/", claims.mark_not_checkable, name="mark_not_checkable"),
    path("claims/<uuid:claim_id>/assessment/", checks.assess, name="assess"),
    path("claims/<uuid:claim_id>/sources/", checks.cite, name="cite"),
    path("claims/<uuid:claim_id>/notes/", checks.add_note, name="add_note"),
    path("claims/<uuid:claim_id>/approve/", checks.approve, name="approve"),
    path("claims/<uuid:claim_id>/send-back/", checks.send_back, name="send_back"),
    path("claims/<uuid:claim_id>/ruling/", checks.rule, name="rule"),
    path("places/<uuid:anchor_id>/move/", claims.move_place, name="move_place"),
    path("places/<uuid:anchor_id>/withdraw/", claims.withdraw_place, name="withdraw_place"),
    path("citations/<uuid:citation_id>/edit/", checks.edit_citation, name="edit_citation"),
    path("citations/<uuid:citation_id>/withdraw/", checks.withdraw_citation, name="withdraw_citation"),
    path("citations/<uuid:citation_id>/restore/", checks.restore_citation, name="restore_citation"),
    path("notes/<uuid:note_id>/answer/", checks.answer, name="answer"),
    path("notes/<uuid:note_id>/close/", checks.close_query, name="close_query"),
    path("notes/<uuid:note_id>/withdraw/", checks.withdraw_note, name="withdraw_note"),
    path("login/", reads_and_writes()(doors.LogIn.as_view()), name="login"),
    path("logout/", writes()(doors.LogOut.as_view()), name="logout"),
    path("password/", reads_and_writes()(auth.PasswordChangeView.as_view()), name="password_change"),
    path("password/changed/", reads()(auth.PasswordChangeDoneView.as_view()), name="password_change_done"),
    path("articles/<uuid:article_id>/verdicts.csv", exports.article_verdicts, name="article_verdicts"),
    path("projects/<slug:slug>/verdicts.csv", exports.project_verdicts, name="project_verdicts"),
    path("articles/<uuid:article_id>/sentences.csv", exports.article_sentences, name="article_sentences"),
    path("projects/<slug:slug>/sentences.csv", exports.project_sentences, name="project_sentences"),
]
