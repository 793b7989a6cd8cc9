"""The sources that claims checked elsewhere rest on: those that the project has, and new ones."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from annotations.desk.checked_claims import DerivedSource
from annotations.desk.errors import Refused
from annotations.desk.facts import roots_of
from annotations.desk.sourcing import NewSource, described
from annotations.desk.verb import required
from annotations.models import Project, Source

# As many addresses as one statement asks for.
MANY = 500


class ArrivingSources:
    """Finds or makes each cited source; what is there already is read once, as it stands now."""

    def __init__(self, project: Project, cited: Sequence[Source | NewSource]) -> None:
        self.project = project
        self.made: dict[int, Source] = {}
        new = [above for source in cited if isinstance(source, NewSource) for above in _with_origins(source)]
        self.known = _open_sources(self.project, new)
        given = {source.pk for source in cited if isinstance(source, Source)}
        self.given = Source.objects.standing().filter(project=self.project).in_bulk(given) if given else {}
        there = (*self.known.values(), *self.given.values())
        self.roots = roots_of({source.origin_id for source in there if source.origin_id})

    def take(self, given: Source | NewSource) -> tuple[Source, list[Source]]:
        """Give the source, and those whose rows have still to go in: itself, and what it derives from."""
        if isinstance(given, Source):
            if given.pk not in self.given:
                raise Refused("This source is not one of the project’s. Choose another.", "source")
            return self.given[given.pk], []
        fields = described(given)
        address = "" if given.confidential else fields["normalised_url"]
        there = self.known.get(address) if address else self.made.get(id(given))
        if there:
            return there, []
        fields["title"] = required(given.title, "Give the source a title.", "title")
        new: list[Source] = []
        if isinstance(given, DerivedSource) and given.origin:
            fields["origin"], new = self.take(given.origin)
        made = self.made[id(given)] = Source(project=self.project, **fields)
        if address:
            self.known[address] = made
        if made.origin:
            self.roots[made.origin.pk] = self.root(made.origin)
        return made, [*new, made]

    def root(self, source: Source) -> uuid.UUID:
        return self.roots[source.origin_id] if source.origin_id else source.pk


def _open_sources(project: Project, wanted: Iterable[NewSource]) -> dict[str, Source]:
    """Find those of the wanted sources that the project has, by normalised URL, with one query; see `_with_address`."""
    addresses = sorted({str(described(new)["normalised_url"]) for new in wanted if not new.confidential} - {""})
    known = Source.objects.standing().exclude(normalised_url="").filter(confidential=False, project=project)
    found: dict[str, Source] = {}
    for at in range(0, len(addresses), MANY):
        these = known.filter(normalised_url__in=addresses[at : at + MANY])
        found |= {source.normalised_url: source for source in these}
    return found


def _with_origins(source: NewSource) -> list[NewSource]:
    """List a source, what it derives from, and so on."""
    chain = [source]
    while isinstance(chain[-1], DerivedSource) and chain[-1].origin:
        chain.append(chain[-1].origin)
    return chain
