"""How far the checking of drafts is, counted by the database from the sentences that claims touch."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection
from typing import cast

from django.db import connection
from django.db.models import Count

from annotations.models import STANDING, AnchorState, Revision, Sentence
from annotations.models.fetching import key_from
from annotations.models.questions import MANY, as_parameter
from annotations.reports.units import RANKS, Tally, Touched


def tallies(revisions: Collection[uuid.UUID]) -> dict[uuid.UUID, Tally]:
    """Count the progress of several revisions, by key; two queries, whatever their number."""
    standing = Sentence.objects.filter(STANDING, revision__in=revisions).order_by()
    totals = dict(standing.values_list("revision").annotate(Count("pk")))
    touched = touched_sentences(revisions)
    return {key: Tally.of_touched(totals.get(key, 0), touched[key]) for key in revisions}


def tally_of(revision: Revision, total: int) -> Tally:
    """Tell the progress of a draft that has this many sentences; one query."""
    return Tally.of_touched(total, touched_sentences([revision.pk])[revision.pk])


def touched_sentences(revisions: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Touched]]:
    """Count the sentences of revisions in which claims stand, by what they show; one query.

    Of the sentences only those are read: a long article has a hundred thousand.
    """
    touched: dict[uuid.UUID, list[Touched]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED.format(revisions=MANY[connection.vendor]), [as_parameter(connection, list(revisions))])
        for key, *told in cursor.fetchall():
            touched[cast(uuid.UUID, key_from(key))].append(Touched._make(told))
    return touched


RANK = "CASE claim.work_status " + " ".join(f"WHEN '{status}' THEN {rank}" for status, rank in RANKS.items()) + " END"
# Each standing place of a standing claim, put to the standing sentences that it shares a character with. The sentence
# in which it begins is asked of each place by itself, and only places that go on beyond it are joined to sentences: a
# database that does not know yet how many rows there are would try each place with each sentence.
TOUCHED = f"""
    WITH place AS (
        SELECT anchor.revision_id, anchor.start, anchor."end", {RANK} AS rank, claim.stale,
            (SELECT start FROM annotations_sentence first
                WHERE withdrawn = '' AND revision_id = anchor.revision_id
                    AND first.start <= anchor.start AND first."end" > anchor.start
                ORDER BY start DESC LIMIT 1) AS begins_in,
            EXISTS (SELECT 1 FROM annotations_sentence other
                WHERE withdrawn = '' AND revision_id = anchor.revision_id
                    AND other.start > anchor.start AND other.start < anchor."end") AS goes_on
        FROM annotations_anchor anchor JOIN annotations_claim claim ON claim.id = anchor.claim_id
        WHERE anchor.revision_id IN ({{revisions}}) AND claim.withdrawn = ''
            AND anchor.withdrawn = '' AND anchor.state <> '{AnchorState.LOST}'
    ), touched AS (
        SELECT revision_id, begins_in AS sentence, rank, stale FROM place WHERE begins_in IS NOT NULL
        UNION ALL
        SELECT place.revision_id, sentence.start, rank, stale
            FROM place JOIN annotations_sentence sentence ON sentence.revision_id = place.revision_id
            WHERE goes_on AND sentence.withdrawn = '' AND sentence.start > place.start AND sentence.start < place."end"
    ), shown AS (
        SELECT revision_id, MIN(rank) AS rank, MAX(stale) AS stale FROM touched GROUP BY revision_id, sentence
    )
    SELECT revision_id, rank, stale <> '', COUNT(*) FROM shown GROUP BY revision_id, rank, stale
"""  # noqa: S608  our own codes
