import json
from contextlib import closing

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, edit_claim
from annotations.desk.importing import import_article
from annotations.desk.noting import add_note
from annotations.desk.projects import create_project, grant_role
from annotations.desk.sources import retract_source
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.exports.events import COLUMNS, cell, events_csv
from annotations.history.act import Act
from annotations.history.triggers import drop_guards, install_guards
from annotations.models import Confidence, Event, NoteKind, Origin, Role, Source, Stance, Value
from annotations.reports.events import event_rows as report
from annotations.reports.events.event_rows import event_rows
from annotations.reports.events.history_filter import EVERYTHING, HistoryFilter
from tests.exports.reading import parse

MINUTES = NewSource("Minutes of the council", url="https://council.example/minutes")
MOLE = NewSource("Jon Kerr, toll office", confidential=True)
USE = Use(Stance.SUPPORTS, "Four euros from May.", "page 3")
NASTY = [
    "=HYPERLINK(1)",
    'say "no"',
    "two\nlines",
    "a,b;c\td",
    "جسر المدينة",
    "🌉 €4 👩🏽‍🚀",
    "'=1",
    "+1",
    "null",
    "-1",
    "١٢",
]
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=40),
).filter(lambda text: text.strip())


def body(response):
    return b"".join(response.streaming_content)


def records(scope, reader, *, asked=EVERYTHING, exact=True):
    return parse(b"".join(events_csv(event_rows(scope, reader, asked), exact=exact)))


def value(record, side="after"):
    """Read a cell back as the documentation says: by what the column holds."""
    model = apps.get_model("annotations", record["kind"])
    if record["field"] != "units":
        column = model._meta.get_field(record["field"])
        # A key to a person is a number, to any other row text.
        column = column.target_field if column.remote_field else column
        if isinstance(column, models.CharField | models.TextField):
            return record[side]
        if not isinstance(column, models.IntegerField | models.AutoField | models.BooleanField):
            return record[side] or None
    return json.loads(record[side]) if record[side] else None


def recorded(stream):
    """Give what the history holds: {(n, field): value}."""
    held = Value.objects.filter(event__stream=stream).values_list("event__n", "field", "value")
    return {(n, field): json.loads(text) for n, field, text in held}


def read_back(found, stream):
    return {(int(one["n"]), one["field"]): value(one) for one in found if one["stream"] == stream}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(texts, texts)
def test_the_file_read_back_is_exactly_what_the_events_hold(claim, article, omar, cleo, one, other):
    with transaction.atomic():
        edit_claim(claim=claim, words=ClaimWords(one, claimant=other[:300]), version=claim.version, act=Act(cleo))
        add_note(claim=claim, kind=NoteKind.NOTE, text=other, act=Act(omar))
        found = records(article, omar)
        held = recorded(article.stream_key)
        transaction.set_rollback(True)
    claim.refresh_from_db()

    assert read_back(found, article.stream_key) == held


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_is_a_formula_and_dropping_the_apostrophe_gives_the_value(claim, article, cleo, text):
    edit_claim(claim=claim, words=ClaimWords(text), version=1, act=Act(cleo))

    plain = records(article, cleo, exact=False)[-1]["after"]
    assert plain == ("'" + text if text in ("=HYPERLINK(1)", "'=1", "+1", "-1") else text)


def test_a_row_says_who_did_what_when_from_what_to_what(claim, article, omar, assess):
    first = assess(claim, omar, "needs_context")
    assess(claim, omar, "inaccurate", version=first.version)

    last = Event.objects.filter(kind="assessment").latest("id")
    row = next(one for one in records(article, omar) if one["n"] == str(last.n) and one["field"] == "verdict")
    assert tuple(row) == COLUMNS
    assert row | {"before": "", "after": ""} == {
        "schema": "galleyproof-events-1",
        "stream": article.stream_key,
        "n": str(last.n),
        "action": str(last.action_id),
        "at": last.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "actor": "omar",
        "verb": "assess_claim",
        "kind": "assessment",
        "key": str(last.object),
        "claim": "1",
        "article": str(article.pk),
        "field": "verdict",
        "before": "",
        "after": "",
        "before_label": "Needs context",
        "after_label": "Inaccurate",
        "withheld": "",
        "hash": last.hash,
    }


def test_every_event_of_a_project_is_in_its_file_in_order(claim, project, article, omar, assess):
    cite_source(claim=claim, source=MINUTES, use=USE, act=Act(omar))
    assess(claim, omar, "accurate", version=1)

    found = records([project], omar)
    rows = list(dict.fromkeys((one["stream"], int(one["n"])) for one in found))
    assert rows == list(Event.objects.order_by("id").values_list("stream", "n"))
    for stream in dict(rows):
        assert read_back(found, stream) == recorded(stream)


def test_an_articles_file_holds_the_sources_of_its_checks_once(claim, article, omar, assess, monkeypatch):
    cite_source(claim=claim, source=MINUTES, use=USE, act=Act(omar))
    assess(claim, omar, "accurate", version=1)
    whole = records(article, omar)

    monkeypatch.setattr(report, "CHUNK", 1)
    assert records(article, omar) == whole
    titles = [one for one in whole if one["kind"] == "source" and one["field"] == "title"]
    assert [one["after"] for one in titles] == ["Minutes of the council"]


def test_a_sources_file_holds_what_was_done_to_it_and_where_it_was_cited(claim, article, omar, rita, assess):
    cite_source(claim=claim, source=MINUTES, use=USE, act=Act(omar))
    assess(claim, omar, "accurate", version=1)
    source = Source.objects.get()
    retract_source(source=source, reason="They never met.", version=source.version, act=Act(rita))

    found = records(source, rita)

    assert {one["kind"] for one in found} == {"source", "citation"}
    assert read_back(found, source.stream_key) == recorded(source.stream_key)
    quotes = [(one["after"], one["claim"]) for one in found if one["field"] == "quote"]
    assert quotes == [("Four euros from May.", "1")]
    assert found[-1]["verb"] == "retract_source"
    assert records(source, rita, asked=HistoryFilter(person="rita")) == [one for one in found if one["actor"] == "rita"]


def test_that_a_source_stands_in_a_draft_is_only_in_its_checkers_own_file(draft, omar, cleo):
    source = Source.objects.get()

    assert records(source, cleo) == records(source, None) == []
    assert "Four euros" in json.dumps(records(source, omar))


@pytest.fixture
def draft(claim, omar):
    cite_source(claim=claim, source=MINUTES, use=USE, act=Act(omar))
    return assess_claim(
        claim=claim,
        verdict=None,
        note="Half a thought",
        required_change="",
        confidence=Confidence.LOW,
        version=1,
        act=Act(omar),
    )


@pytest.mark.parametrize("whose", ["article", "project"])
def test_a_draft_is_only_in_its_checkers_own_file(draft, article, project, omar, cleo, rita, whose):
    scope = article if whose == "article" else [project]
    for reader in (cleo, rita, None):
        found = records(scope, reader)
        for secret in ("Half a thought", "Minutes", "Four euros", "council.example", "cite_source", "source:"):
            assert secret not in json.dumps(found)
        hidden = [one for one in found if one["withheld"]]
        assert {one["withheld"] for one in hidden} == {"draft"}
        assert {(one["kind"], one["key"], one["verb"], one["field"]) for one in hidden} == {("", "", "", "")}
        numbers = {int(one["n"]) for one in found if one["stream"] == article.stream_key}
        assert numbers == set(Event.objects.filter(stream=article.stream_key).values_list("n", flat=True))
    assert "Half a thought" in json.dumps(records(scope, omar))


def test_a_verdict_taken_back_is_no_secret_but_the_rest_is(claim, article, omar, cleo, assess):
    given_ = assess(claim, omar, "accurate", note="Out in the open.")
    assess(claim, omar, None, version=given_.version, note="Second thoughts.")

    found = [one for one in records(article, cleo) if one["kind"] == "assessment"]
    assert "Second thoughts." not in json.dumps(records(article, cleo))
    assert (found[-2]["field"], found[-2]["before_label"], found[-2]["after"]) == ("verdict", "Accurate", "")
    assert (found[-1]["field"], found[-1]["withheld"]) == ("", "draft")


def test_a_confidential_source_is_in_nobodys_file(claim, article, project, omar, rita, mona, assess):
    cite_source(claim=claim, source=MOLE, use=USE, act=Act(omar))
    assess(claim, omar, "accurate", version=1)

    for reader in (omar, rita, mona, None):
        for scope in (article, [project], Source.objects.get()):
            found = records(scope, reader)
            for secret in ("Kerr", "Four euros", "page 3"):
                assert secret not in json.dumps(found)
            assert ("source", "title", "", "confidential") in {
                (one["kind"], one["field"], one["after"], one["withheld"]) for one in found
            }
            cited = [one for one in found if (one["kind"], one["field"]) == ("citation", "source")]
            assert [one["after_label"] for one in cited] == ["Confidential source"]


def test_an_erased_value_is_marked(claim, article, cleo):
    edit_claim(claim=claim, words=ClaimWords("A second wording."), version=1, act=Act(cleo))
    edit_claim(claim=claim, words=ClaimWords("A third wording."), version=2, act=Act(cleo))
    with transaction.atomic():
        drop_guards()
        Value.objects.filter(event__kind="claim", event__version=2, field="statement").delete()
        install_guards()

    said = [one for one in records(article, cleo) if one["field"] == "statement"]
    assert [(one["before"], one["after"], one["withheld"]) for one in said[1:]] == [
        ("", "", "erased"),
        ("", "A third wording.", "before_erased"),
    ]


def test_filters_leave_only_what_is_asked_for(claim, article, project, omar, cleo, assess):
    assess(claim, omar, "accurate")
    add_note(claim=claim, kind=NoteKind.NOTE, text="Ask again.", act=Act(cleo))

    found = records(article, cleo, asked=HistoryFilter(field="verdict"))
    assert {one["field"] for one in found} == {"verdict"}
    assert {one["kind"] for one in found} == {"assessment", "claim"}
    assert {one["actor"] for one in records([project], cleo, asked=HistoryFilter(person="cleo"))} == {"cleo"}
    assert {one["claim"] for one in records(article, cleo, asked=HistoryFilter(claim=1))} == {"1"}
    assert records([project], cleo, asked=HistoryFilter(person="cleo", field="verdict")) == []


@pytest.fixture(params=["article", "project", "desk"])
def address(request, article, claim):
    return {
        "article": f"/articles/{article.pk}/events.csv",
        "project": "/projects/city/events.csv",
        "desk": "/dashboard/history/events.csv",
    }[request.param]


@pytest.mark.parametrize("name", ["mona", "rita", "omar", "cleo", "vera"])
def test_every_member_may_take_the_file(client, request, address, name):
    client.force_login(request.getfixturevalue(name))
    response = client.get(address)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert "The toll rises to €4 in May." in {one["after"] for one in parse(body(response))}


def test_a_stranger_gets_nothing(client, address, nora):
    client.force_login(nora)
    response = client.get(address)

    if response.status_code == 200:
        assert body(response) == (",".join(COLUMNS) + "\r\n").encode()
    else:
        assert response.status_code == 404


def test_the_desks_file_is_of_ones_own_projects(client, claim, nora, mona):
    elsewhere = create_project(slug="sport", name="Sport", act=Act(mona))
    grant_role(project=elsewhere, user=nora, role=Role.VIEWER, act=Act(mona))
    import_article(project=elsewhere, text="A goal.", origin=Origin.PASTE, act=Act(mona))

    client.force_login(nora)
    assert "Varn" not in body(client.get("/dashboard/history/events.csv")).decode()
    client.force_login(mona)
    both = parse(body(client.get("/dashboard/history/events.csv")))
    one = parse(body(client.get("/dashboard/history/events.csv?project=sport")))
    assert len(one) < len(both)
    assert {row["after"] for row in one if row["field"] == "slug"} == {"sport"}


@pytest.mark.parametrize("query", ["person=nobody", "since=yesterday", "field=x", "persn=omar", "exact=yes"])
def test_what_cannot_be_asked_for_is_refused(client, address, vera, query):
    client.force_login(vera)

    assert client.get(f"{address}?{query}").status_code == 400


def test_options_and_filters_are_heard(client, address, vera):
    client.force_login(vera)

    assert body(client.get(f"{address}?bom=1")).startswith(b"\xef\xbb\xbfschema,")
    found = parse(body(client.get(f"{address}?exact=1&field=claim&person=omar")))
    assert {one["verb"] for one in found} == {"add_claim"}
    assert body(client.head(address)) == b""


def test_the_command_writes_a_project_and_an_article(project, article, draft, tmp_path, capfd):
    path = tmp_path / "out.csv"
    call_command("export_events", article=str(article.pk), output=str(path))
    count = len(parse(path.read_bytes()))
    assert capfd.readouterr().err == f"Wrote {count} rows to {path}.\n"
    assert "Half a thought" not in path.read_text()

    call_command("export_events", project="city", output=str(path))
    assert len(parse(path.read_bytes())) > count
    with pytest.raises(CommandError, match="There is no project nowhere"):
        call_command("export_events", project="nowhere", output=str(path))


@pytest.mark.django_db(transaction=True)
def test_a_closed_export_lets_its_snapshot_go(article, claim, omar):
    rows = event_rows(article, omar)
    with closing(rows):
        next(rows)

    edit_claim(claim=claim, words=ClaimWords("Changed."), version=1, act=Act(omar))
    assert cell(list(event_rows(article, omar))[-1].after) == "Changed."
