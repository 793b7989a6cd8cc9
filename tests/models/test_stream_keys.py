"""What the tables hold of a stream's key is that key and no other, in the same order."""

from __future__ import annotations

import uuid

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db.models import OuterRef, Subquery
from hypothesis import given
from hypothesis import strategies as st

from annotations.models import Article, Event, Stream
from annotations.models.stream_keys import KINDS, StreamKeyField, packed, unpacked
from tests.history.furnished import furnish

keys = st.builds(lambda kind, key: f"{kind}:{key}", st.sampled_from([*KINDS.values()]), st.uuids())
texts = st.text(st.characters(exclude_categories=["Cs"])) | keys


def test_a_key_is_17_bytes():
    key = uuid.UUID("0192a3b4-c5d6-7e8f-9012-3456789abcde")

    assert packed(f"article:{key}") == b"\x81" + key.bytes
    assert unpacked(b"\x83" + key.bytes) == f"source:{key}"


@given(texts)
def test_every_text_comes_back(text: str):
    assert unpacked(packed(text)) == text


@given(st.binary(max_size=20) | keys.map(packed))
def test_whatever_the_tables_hold_comes_back(raw: bytes):
    assert packed(unpacked(raw)) == raw


@given(keys)
def test_the_text_of_a_key_in_the_tables_is_not_that_key(key: str):
    assert unpacked(key) != key
    assert packed(unpacked(key)) != packed(key)


@given(st.lists(keys))
def test_they_sort_as_their_text(some: list[str]):
    assert [unpacked(raw) for raw in sorted(map(packed, some))] == sorted(some)


@given(keys)
def test_what_is_written_otherwise_is_no_key(key: str):
    for other in (key.upper(), f"{key} ", key.replace("-", ""), key[1:]):
        assert packed(other) == other.encode()


@pytest.mark.django_db
def test_the_tables_are_asked_and_answer_in_text():
    furnish()
    article = Article.objects.get()
    key, project = f"article:{article.pk}", f"project:{article.project_id}"

    assert Stream.objects.get(pk=key).key == key
    assert {*Event.objects.filter(stream__in=[key, project]).values_list("stream", flat=True)} == {key, project}
    assert [*Stream.objects.filter(key__gte=key, key__lt=project).values_list("key", flat=True)] == [key]
    first = Event.objects.filter(stream=OuterRef("pk"), n=1).values("stream_id")
    assert Stream.objects.annotate(first=Subquery(first, output_field=StreamKeyField())).get(pk=key).first == key
    told = serializers.serialize("json", Event.objects.filter(stream=key, n=1).select_related("stream"))
    assert [each.object.stream_id for each in serializers.deserialize("json", told)] == [key]


@pytest.mark.parametrize("lookup", ["startswith", "icontains", "iexact", "regex"])
@pytest.mark.django_db
def test_a_question_that_finds_nothing_in_bytes_is_none(lookup: str):
    with pytest.raises(FieldError, match=lookup):
        Stream.objects.filter(**{f"key__{lookup}": "article:"}).first()
