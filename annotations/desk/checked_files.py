"""A checked article from a file: its names become people and verdicts of a project, and the verbs take it in."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from annotations.desk.checked_claims import Check, CheckedClaim, Decision, DerivedSource, Said
from annotations.desk.claiming import ClaimWords
from annotations.desk.corpora import import_checked_article
from annotations.desk.errors import DeskError, Refused
from annotations.desk.importing import import_article
from annotations.desk.noting import Contact
from annotations.desk.sourcing import NewSource, Use, described
from annotations.desk.verb import Act
from annotations.desk.verdict_names import VerdictNames
from annotations.interchange import shape
from annotations.interchange.errors import shown
from annotations.models import Article, Origin, Project, QueryState, User
from annotations.reading.document import Link
from annotations.text.addresses import without_scheme
from annotations.text.segmentation import Span

HEAD = ("title", "author", "publisher", "url", "language", "published_on", "writer_name", "writer_email", "desk_note")


class Unnamed(Refused):
    """The file names nobody, or nobody and nothing here; `how` is which of `Names` can say it."""

    def __init__(self, message: str, field: str, how: str) -> None:
        super().__init__(message, field)
        self.how = how


@dataclasses.dataclass
class Names:
    """Whom and what a file's names mean here: `people` puts names to user names, or to "" for nobody here.

    `checker` is who checked, and wrote, where the file names nobody, or nobody here; that name is then kept in the
    words of the check or note.
    """

    verdicts: VerdictNames
    checker: User | None = None
    people: Mapping[str, str] = dataclasses.field(default_factory=dict)
    known: dict[str, User | None] = dataclasses.field(default_factory=dict)

    def person(self, name: str, where: str) -> User:
        name = self.people.get(name, name)
        if name not in self.known:
            self.known[name] = User.objects.filter(username=name).first()
        found = self.known[name]
        if found is None:
            message = f"there is nobody named {shown(name)} here. Make them a member first, or say who that is"
            raise Unnamed(message, where, "people")
        return found

    def is_nobody(self, name: str) -> bool:
        """Tell whether this name was said to be nobody here."""
        return self.people.get(name) == ""

    def decider(self, name: str, where: str) -> User:
        """Give who ruled or approved: somebody has to stand for that."""
        if self.is_nobody(name):
            message = f"{shown(name)} decided on this claim, and a reviewer here has to stand for that. Say who that is"
            raise Unnamed(message, where, "people")
        return self.person(name, where)


def import_from_file(
    *, project: Project, article: shape.Article, names: Names, origin: Origin, act: Act, filename: str = ""
) -> Article:
    """Store an article that was read from a file, with its claims; without any, a checker may do it as well.

    Raises Refused, whose field says where in the file.
    """
    head: dict[str, Any] = {name: getattr(article, name) for name in HEAD}
    units = [Span(*unit) for unit in article.units]
    links = [Link(*link) for link in article.links]
    given = {"project": project, "text": article.text, "origin": origin, "filename": filename, **head}
    given |= {"units": units, "links": links}
    if not article.claims:
        return import_article(**given, act=act)
    return import_checked_article(**given, claims=list(_claims(article, names, act)), act=act)


def why(error: DeskError, said_by: Mapping[str, str]) -> str:
    """Say why an article of a file was refused, and where in it; `said_by` ends what says how to name somebody."""
    message = f"{error.message}{said_by[error.how]}." if isinstance(error, Unnamed) else error.message
    field, claim = getattr(error, "field", ""), getattr(error, "claim", None)
    if claim is not None:
        return f"claims[{claim}]: {message}"
    return f"{field}: {message}" if field not in ("", "checker") else message


def _claims(article: shape.Article, names: Names, act: Act) -> Iterator[CheckedClaim]:
    cited = _sources(article)
    number_of = {claim.id: number for number, claim in enumerate(article.claims) if claim.id}
    for number, claim in enumerate(article.claims):
        where = f"claims[{number}]"
        yield CheckedClaim(
            ClaimWords(claim.statement, claim.type, claim.claimant, claim.risk),
            [(place.start or 0, place.end or 0) for place in claim.places],
            checks=[_check(check, cited, names, act, f"{where}.checks[{at}]") for at, check in enumerate(claim.checks)],
            notes=[_note(note, names, act, f"{where}.notes[{at}]") for at, note in enumerate(claim.notes)],
            decisions=list(_decisions(claim, names, act, where)),
            part_of=number_of[claim.within] if claim.within else None,
            not_checkable=claim.not_checkable,
            assignee=_assignee(claim.assignee, names, f"{where}.assignee"),
            due_on=claim.due_on,
            withdrawn=claim.withdrawn,
        )


def _check(check: shape.Check, cited: dict[str, NewSource], names: Names, act: Act, where: str) -> Check:
    elsewhere = names.is_nobody(check.checker)
    named = check.checker and not elsewhere
    checker = names.person(check.checker, f"{where}.checker") if named else names.checker
    if checker is None:
        asked = f"{shown(check.checker)} is nobody here. Say whose check this is"
        raise Unnamed(asked if elsewhere else "the file does not say who checked this. Say who did", where, "checker")
    return Check(
        checker,
        names.verdicts.verdict(check.verdict, f"{where}.verdict") if check.verdict else None,
        check.at or act.at,
        note="\n".join(filter(None, [f"Checked by {check.checker}." if elsewhere else "", check.note])),
        required_change=check.required_change,
        confidence=check.confidence,
        sources=[
            (
                cited[use.source]
                if isinstance(use.source, str)
                else _source(use.source, cited, f"{where}.sources[{at}].source"),
                Use(use.stance, use.quote, use.locator, use.accessed_on),
            )
            for at, use in enumerate(check.sources)
        ],
    )


def _sources(article: shape.Article) -> dict[str, NewSource]:
    """Make the sources of a file by their ids, each after the one that it derives from."""
    given = {source.id: (source, f"sources[{number}]") for number, source in enumerate(article.sources)}
    made: dict[str, NewSource] = {}
    for name in given:
        chain = [name]
        while (above := given[chain[-1]][0].origin) and above not in made:
            chain.append(above)
        for each in reversed(chain):
            made.setdefault(each, _source(given[each][0], made, given[each][1]))
    return made


def _source(source: shape.Source, cited: dict[str, NewSource], where: str) -> NewSource:
    made = DerivedSource(
        source.title.strip() or without_scheme(source.url)[:500],
        source.url.strip(),
        source.publisher,
        source.author,
        source.published_on,
        source.kind,
        source.source_class,
        source.archive_url,
        source.reliability_note,
        source.confidential,
        origin=cited[source.origin] if source.origin else None,
    )
    try:
        described(made)
    except Refused as refused:
        raise Refused(refused.message, f"{where}.{refused.field}") from None
    return made


def _note(note: shape.Note, names: Names, act: Act, where: str) -> Said:
    elsewhere = names.is_nobody(note.author)
    named = note.author and not elsewhere
    return Said(
        names.person(note.author, f"{where}.author") if named else names.checker or act.by,
        f"{note.author}: {note.text}" if elsewhere and note.text.strip() else note.text,
        note.at or act.at,
        note.kind,
        note.audience,
        Contact(note.to_whom, note.how, note.when, note.no_reply),
        answers=note.answers,
        closed=note.state == QueryState.CLOSED,
    )


def _assignee(name: str, names: Names, where: str) -> User | None:
    return names.person(name, where) if name and not names.is_nobody(name) else None


def _decisions(claim: shape.Claim, names: Names, act: Act, where: str) -> Iterator[Decision]:
    at: datetime.datetime = act.at
    if claim.ruling:
        reviewer = names.decider(claim.ruling.reviewer, f"{where}.ruling.reviewer")
        verdict = names.verdicts.verdict(claim.ruling.verdict, f"{where}.ruling.verdict")
        if verdict is None:
            raise Refused("a ruling is for a verdict of the project’s.", f"{where}.ruling.verdict")
        yield Decision(reviewer, at, verdict, claim.ruling.reason)
    if claim.sign_off:
        reviewer = names.decider(claim.sign_off.reviewer, f"{where}.sign_off.reviewer")
        yield Decision(reviewer, claim.sign_off.at or at)
