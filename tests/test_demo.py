import datetime
import io

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from annotations.demo.clock import DAYS, Clock, last
from annotations.demo.newsroom import TEXTS
from annotations.demo.people import PASSWORD, PEOPLE
from annotations.models import (
    DONE,
    Action,
    Anchor,
    AnchorState,
    Article,
    Assessment,
    Audience,
    Citation,
    Claim,
    ClaimType,
    Event,
    Membership,
    NotCheckable,
    Note,
    NoteKind,
    Project,
    QueryState,
    Role,
    Ruling,
    Sentence,
    SignOff,
    Source,
    SourceClass,
    SourceKind,
    Stance,
    Stream,
    UnitKind,
    User,
    WorkStatus,
)
from annotations.proof.verify import verify_history
from annotations.text.paragraphs import GAP
from annotations.text.segmentation import sentence_spans

LAMPS = (TEXTS / "street_lamps.txt").read_bytes().decode()
HEAD = ("author", "publisher", "url", "published_on", "writer_name", "writer_email", "desk_note")
CAPTION = "A pole without a lamp on St. Anne’s Road last month (Photo: Pavel Oster)"


def create_demo(**options):
    out, err = io.StringIO(), options.pop("stderr", io.StringIO())
    call_command("create_demo", stdout=out, stderr=err, **options)
    return out.getvalue()


@pytest.fixture
def debug(settings):
    settings.DEBUG = True


@pytest.fixture(scope="class")
def made(django_db_setup, django_db_blocker):
    """Make the demo once for all the tests of a class; what is given back is what the command printed."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DEBUG=True):
            printed = create_demo()
        yield printed
        transaction.set_rollback(True)


@pytest.fixture
def demo(made, db):
    """Give each test the demo as it was made."""
    return made


def everything():
    counts = {model.__name__: model._base_manager.count() for model in apps.get_models()}
    people = list(User.objects.order_by("pk").values_list("username", "password", "last_login"))
    return counts, people, list(Stream.objects.order_by("pk").values_list("key", "length", "head"))


def lamps():
    return Article.objects.get(title="Tarnholt paid for 412 street lamps that nobody can find")


# The texts


def test_the_article_is_of_a_length_and_a_kind_to_check():
    assert 600 <= len(LAMPS.split()) <= 800
    assert LAMPS.count(CAPTION) == 2
    assert LAMPS.count("\N{NO-BREAK SPACE}") >= 4
    spans = sentence_spans(LAMPS)
    assert 35 <= len(spans) <= 45
    kinds = [span.kind for span in spans]
    assert kinds.count(UnitKind.HEADLINE) == kinds.count(UnitKind.BYLINE) == 1
    assert kinds.count(UnitKind.CAPTION) == 2
    assert kinds.count(UnitKind.LIST_ITEM) == 3
    assert UnitKind.QUOTE in kinds


@pytest.mark.parametrize("path", sorted(TEXTS.iterdir()), ids=lambda path: path.stem)
def test_no_word_of_a_text_lies_outside_its_units(path):
    text = path.read_bytes().decode()
    at = 0
    for span in sentence_spans(text):
        assert text[at : span.start].strip(GAP) == ""
        assert span.start < span.end
        at = span.end
    assert text[at:].strip(GAP) == ""


def test_abbreviations_end_no_sentence():
    units = [LAMPS[span.start : span.end] for span in sentence_spans(LAMPS)]
    for word in ("St.", "Dr.", "U.K.", "No.", "Inc.", "Prof.", "e.g."):
        assert any(f"{word} " in unit or f"{word}\N{NO-BREAK SPACE}" in unit or f"{word}," in unit for unit in units)
        assert not any(unit.endswith(word) for unit in units)


# The clock


@given(st.dates(datetime.date(2020, 1, 1), datetime.date(2100, 1, 1)))
def test_the_demo_happens_on_the_working_days_before_today(today):
    days = Clock(today).days
    assert len(set(days)) == DAYS
    assert days == sorted(days)
    assert days[-1] < today <= days[0] + datetime.timedelta(days=23)
    assert all(day.weekday() < 5 for day in days)


@given(st.integers(0, 6), st.dates())
def test_the_last_weekday_is_one_of_the_seven_days_before(weekday, date):
    if date.toordinal() > 7:
        found = last(weekday, before=date)
        assert found.weekday() == weekday
        assert 1 <= (date - found).days <= 7


def test_the_clock_never_goes_back_and_nobody_works_at_night():
    clock = Clock(datetime.date(2026, 11, 24))
    moments = [clock.tick() for _ in range(20)]
    assert moments == sorted(set(moments))
    with pytest.raises(ValueError, match="is over"):
        clock.go_to(1, 9)
    with pytest.raises(ValueError, match="next day"):
        [clock.tick() for _ in range(100)]


# The command


def test_nothing_is_made_when_debug_is_off(db, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG=1"):
        create_demo()
    assert not User.objects.exists()
    assert not Event.objects.exists()


def test_names_that_are_taken_are_left_alone(db, debug, mona):
    with pytest.raises(CommandError, match="mona"):
        create_demo()
    assert User.objects.get() == mona
    assert not Event.objects.exists()


class Interrupted(io.StringIO):
    """Somebody presses Ctrl+C just before the end."""

    def write(self, text: str) -> int:
        if text.startswith("Made"):
            raise KeyboardInterrupt
        return super().write(text)


def test_an_interrupted_run_leaves_nothing(db, debug):
    with pytest.raises(KeyboardInterrupt):
        create_demo(stderr=Interrupted())
    assert not User.objects.exists()
    assert not Event.objects.exists()


def test_the_named_person_makes_the_project(db, debug):
    chief = User.objects.create_user(username="chief")
    create_demo(by="chief")
    project = Project.objects.get(slug="demo")
    assert Event.objects.get(object=project.pk, version=1).action.actor == chief
    assert Membership.objects.role_of(chief, project) == Role.MANAGER


def test_a_name_that_nobody_has_is_refused(db, debug):
    with pytest.raises(CommandError, match="no user named nobody"):
        create_demo(by="nobody")
    assert not User.objects.exists()


class TestDemo:
    """What there is to see once it is made."""

    def test_logins_are_printed_and_work(self, demo):
        printed = [line.split()[:2] for line in demo.splitlines()]
        assert printed == [[person.name, PASSWORD] for person in PEOPLE]
        for person in PEOPLE:
            user = User.objects.get(username=person.name)
            assert user.check_password(PASSWORD)
            assert Membership.objects.role_of(user, Project.objects.get(slug="demo")) == person.role
        assert [user.username for user in User.objects.filter(is_superuser=True)] == ["admin"]

    def test_a_second_run_prints_the_logins_and_changes_nothing(self, demo, debug):
        before = everything()
        assert create_demo() == demo
        assert everything() == before

    def test_a_password_that_was_changed_is_not_printed(self, demo, debug):
        omar = User.objects.get(username="omar")
        omar.set_password("my own from now on")
        omar.save()
        assert [line.split()[0] for line in create_demo().splitlines() if "(changed)" in line] == ["omar"]

    def test_the_history_is_whole_and_happened_in_working_hours(self, demo):
        assert list(verify_history()) == []
        moments = list(Event.objects.order_by("id").values_list("at", flat=True))
        assert moments == sorted(moments)
        assert {at.weekday() for at in moments} <= set(range(5))
        assert all(8 <= at.hour < 18 for at in moments)
        assert moments[-1] < datetime.datetime.now(datetime.UTC)
        assert datetime.timedelta(days=18) < moments[-1] - moments[0] < datetime.timedelta(days=23)
        assert not Action.objects.filter(actor__username__in=["vera", "nora", "admin"]).exists()

    def test_the_article_has_something_for_every_screen(self, demo):
        article = lamps()
        claims = Claim.objects.filter(article=article).standing()
        notes = Note.objects.filter(claim__article=article)
        checks = Assessment.objects.filter(claim__article=article)
        citations = Citation.objects.filter(assessment__claim__article=article)
        sources = Source.objects.filter(citations__in=citations)
        reached = {claim.work_status for claim in claims}
        verdicts = {claim.verdict.code for claim in claims if claim.verdict}
        voided = SignOff.objects.exclude(voided="").get(claim__article=article)
        quotation = claims.get(statement__startswith="Dr. Lindquist said")
        content = quotation.parts.get()
        queries = notes.filter(kind=NoteKind.QUERY)
        disputed = claims.get(work_status=WorkStatus.DISPUTED)
        shown = {
            "the head is filled": all(getattr(article, name) for name in HEAD),
            "every work status but the second check": reached == set(WorkStatus) - {WorkStatus.SECOND_CHECK},
            "every verdict": verdicts == {verdict.code for verdict in article.project.scale.verdicts.all()},
            "every type of claim": {claim.type for claim in claims} == set(ClaimType),
            "opinion and prediction": {claim.not_checkable for claim in claims}
            >= {NotCheckable.OPINION, NotCheckable.PREDICTION},
            "a claim in three places": max(claim.anchors.count() for claim in claims) == 3,
            "a caption once for two places": claims.get(type=ClaimType.IMAGE).anchors.count() == 2,
            "she said so": quotation.verdict.code == "accurate",
            "it is not so": content.verdict.code == "inaccurate",
            "replacement text": checks.filter(verdict__code="accurate_with_change")
            .exclude(required_change="")
            .exists(),
            "a misspelt name": checks.filter(required_change__startswith="Dr. Hanna Lindqvist").exists(),
            "a draft": checks.filter(verdict=None, withdrawn="").exists(),
            "attempts without a reply": notes.filter(
                kind=NoteKind.ATTEMPT, no_reply=True, claim__verdict__code="unverifiable"
            ).count()
            == 2,
            "a reply": notes.filter(kind=NoteKind.REPLY).exists(),
            "a remark": notes.filter(kind=NoteKind.NOTE).exists(),
            "somebody’s to check, one of them late": {claim.assignee.username for claim in claims if claim.due_on}
            == {"cleo", "omar"}
            and any(claim.due_on < datetime.date.today() for claim in claims if claim.due_on),
            "an open query to the writer": queries.filter(audience=Audience.WRITER, state=QueryState.OPEN).count() == 1,
            "an answered query to the writer": queries.filter(
                audience=Audience.WRITER, state=QueryState.ANSWERED
            ).exists(),
            "an open query to the desk": queries.filter(audience=Audience.DESK, state=QueryState.OPEN).exists(),
            "a closed query": queries.filter(state=QueryState.CLOSED).exists(),
            "two who disagree": len({check.verdict for check in disputed.assessments.all()}) == 2,
            "a ruling": Ruling.objects.filter(claim__article=article, round=1).exclude(verdict=None).count() == 1,
            "sent back and open": claims.filter(
                work_status=WorkStatus.REOPENED, round=2, rulings__verdict=None
            ).exists(),
            "sent back and checked": claims.filter(work_status__in=DONE, round=2).exists(),
            "a sign-off that stands": SignOff.objects.filter(claim__article=article, voided="").exists(),
            "a sign-off voided by a later change": voided.claim.work_status == WorkStatus.CHECKED,
            "a withdrawn claim": Claim.objects.filter(article=article).exclude(withdrawn="").count() == 1,
            "a withdrawn source": citations.exclude(withdrawn="").exists(),
            "every kind of source": {source.kind for source in sources} == set(SourceKind),
            "every class of source": {source.source_class for source in sources} == set(SourceClass),
            "every stance": {citation.stance for citation in citations} == set(Stance),
            "one confidential source, a person": sources.distinct().get(confidential=True).kind == SourceKind.PERSON,
            "a source used by several claims": len(
                {citation.assessment.claim_id for citation in citations.filter(source__title__startswith="Lamp count")}
            )
            >= 4,
        }
        assert [what for what, there in shown.items() if not there] == []

    def test_the_article_is_half_checked_and_every_claim_stands_where_its_words_do(self, demo):
        revision = lamps().latest_revision()
        assert revision.text == LAMPS
        places = list(Anchor.objects.filter(revision=revision, claim__withdrawn="").select_related("claim"))
        assert all(place.quote == LAMPS[place.start : place.end] for place in places)
        done, several = 0, 0
        sentences = list(Sentence.objects.filter(revision=revision))
        for sentence in sentences:
            claims = {place.claim for place in places if place.start < sentence.end and place.end > sentence.start}
            several += len(claims) > 1
            done += bool(claims) and all(claim.work_status in DONE for claim in claims)
        assert len(sentences) == len(sentence_spans(LAMPS))
        assert several >= 6
        assert 0.4 <= done / len(sentences) <= 0.6

    def test_the_other_articles_stand_at_other_points_of_the_way(self, demo):
        bus = Article.objects.get(writer_name="Nadia Brandl")
        assert {claim.work_status for claim in bus.claims.all()} == {WorkStatus.SIGNED_OFF}
        places = Anchor.objects.filter(claim__article=bus).values_list("start", "end")
        for sentence in bus.latest_revision().sentences.all():
            assert any(start < sentence.end and end > sentence.start for start, end in places)
        bakery = Article.objects.get(writer_name="Jonas Field")
        assert bakery.latest_revision().number == 2
        places = Anchor.objects.filter(revision=bakery.latest_revision()).values_list("claim__number", "state")
        assert {number: state for number, state in places if number != 1} == {
            2: AnchorState.CHANGED,
            3: AnchorState.CHANGED,
            4: AnchorState.MOVED,
            5: AnchorState.LOST,
            6: AnchorState.EXACT,
        }
        assert {claim.work_status for claim in bakery.claims.all()} == {
            WorkStatus.UNCHECKED,
            WorkStatus.CHECKED,
            WorkStatus.REOPENED,
        }
        said = Article.objects.get(project__slug="demo-two-checks")
        assert said.project.checks_needed == 2
        assert {claim.work_status for claim in said.claims.all()} == {
            WorkStatus.UNCHECKED,
            WorkStatus.SECOND_CHECK,
            WorkStatus.CHECKED,
            WorkStatus.NOT_CHECKABLE,
        }

    def test_every_address_is_one_that_nobody_has(self, demo):
        addresses = [
            *Source.objects.values_list("url", flat=True),
            *Source.objects.values_list("archive_url", flat=True),
            *Article.objects.values_list("url", flat=True),
        ]
        assert all(".example.org/" in address for address in addresses if address)
        assert all(address.endswith("example.org") for address in User.objects.values_list("email", flat=True))
