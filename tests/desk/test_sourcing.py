"""Sources: once a project, whatever way their address is written, and each assessment with its own citations."""

from __future__ import annotations

import pytest

from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.errors import NotAllowed, Refused
from annotations.desk.importing import import_article
from annotations.desk.projects import create_project
from annotations.desk.sourcing import NewSource, Use, cite_source, edit_citation
from annotations.history.act import Act
from annotations.models import Assessment, Citation, Event, Origin, Source, SourceClass, SourceKind, Stance
from annotations.proof.verify import verify_history

MINUTES = "https://council.example/minutes"


def cite(claim, by, source) -> Citation:
    return cite_source(claim=claim, source=source, use=Use(Stance.SUPPORTS), act=Act(by))


@pytest.mark.parametrize(
    "written",
    [
        MINUTES,
        "HTTPS://Council.Example/minutes",
        f"{MINUTES}#page=3",
        "https://council.example:443/minutes",
        f" {MINUTES}",
    ],
)
def test_one_address_is_one_source_however_it_is_written(claim, omar, cleo, written: str):
    first = cite(claim, omar, NewSource("Minutes of the council", MINUTES))
    again = cite(claim, cleo, NewSource("The minutes", written))

    assert again.source == first.source
    assert Source.objects.get().title == "Minutes of the council"


def test_another_page_and_no_address_are_other_sources(claim, omar):
    for url in (MINUTES, f"{MINUTES}/", f"{MINUTES}?page=2", "", ""):
        cite(claim, omar, NewSource("The minutes", url))

    assert Source.objects.count() == 5


def test_each_project_has_its_own_sources(claim, omar, nora):
    cite(claim, omar, NewSource("The minutes", MINUTES))
    other = create_project(slug="other", name="Another desk", act=Act(nora))
    article = import_article(project=other, text="So it is.", origin=Origin.PASTE, act=Act(nora))
    elsewhere = add_claim(
        revision=article.latest_revision(), places=[(0, 5)], words=ClaimWords("So it is."), act=Act(nora)
    )

    cite(elsewhere, nora, NewSource("The minutes", MINUTES))

    assert Source.objects.filter(normalised_url=MINUTES).count() == 2


def test_a_source_is_stored_with_all_that_is_known_of_it(claim, omar):
    new = NewSource(
        " The minutes ",
        MINUTES,
        publisher="City council",
        author="The clerk",
        published_on="2011-03",
        kind=SourceKind.OFFICIAL_RECORD,
        source_class=SourceClass.PRIMARY,
        confidential=True,
    )

    source = Source.objects.get(pk=cite(claim, omar, new).source_id)

    assert (source.title, source.published_on, source.kind, source.confidential) == (
        "The minutes",
        "2011-03",
        SourceKind.OFFICIAL_RECORD,
        True,
    )
    assert source.stream_key == f"source:{source.pk}"
    assert Event.objects.get(object=source.pk).stream_id == source.stream_key


@pytest.mark.parametrize("written", ["", "2019", "2019-03", "2019-03-07"])
def test_a_date_may_be_as_exact_as_it_is_known(claim, omar, written: str):
    assert cite(claim, omar, NewSource("The minutes", published_on=written)).source.published_on == written


@pytest.mark.parametrize("written", ["19", "2019-3", "2019-00", "2019-03-32", "March 2019", "2019-03-07\n", "２０１９"])
def test_a_date_that_is_none_is_refused(claim, omar, written: str):
    with pytest.raises(Refused) as refused:
        cite(claim, omar, NewSource("The minutes", published_on=written))

    assert refused.value.field == "published_on"


def test_a_source_goes_into_ones_own_assessment(claim, omar, cleo, assess):
    mine = assess(claim, omar, "accurate")

    citation, other = cite(claim, omar, NewSource("The minutes")), cite(claim, cleo, NewSource("The budget"))

    assert citation.assessment == mine
    assert other.assessment == Assessment.objects.get(checker=cleo)
    with pytest.raises(NotAllowed):
        edit_citation(citation=other, use=Use(Stance.REFUTES), version=1, act=Act(omar))
    assert list(verify_history()) == []
