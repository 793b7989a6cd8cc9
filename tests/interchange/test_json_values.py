"""JSON from a file: what is one article and what the next, and nothing that is no JSON."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.interchange.json_values import BadJson, Twice, Value, values_in

LIMIT = 100_000


def values(data: bytes, limit: int = LIMIT) -> list[Value]:
    return list(values_in(io.BytesIO(data), limit))


def alone(data: bytes) -> Any:
    (value,) = values(data)
    return value.value


OBJECTS = st.lists(st.dictionaries(st.text(max_size=5), st.text() | st.integers(0, 99), max_size=3), min_size=1)


@given(OBJECTS, st.sampled_from([None, 1]), st.sampled_from(["\n", "\r\n", "\n\n \n"]))
def test_objects_come_out_as_they_went_in_whether_in_lines_a_list_or_alone(
    objects: list[dict[str, Any]], indent: int | None, between: str
) -> None:
    listed = json.dumps(objects, indent=indent).encode()
    lines = between.join(map(json.dumps, objects)).encode()

    assert [value.value for value in values(listed)] == objects
    assert [value.value for value in values(lines + b"\n")] == objects
    assert [value.value for value in values(lines)] == objects
    assert alone(json.dumps(objects[0], indent=indent).encode()) == objects[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_the_encodings_of_json_are_read(encoding: str) -> None:
    assert alone('{"a":\n"€"}'.encode(encoding)) == {"a": "€"}


@pytest.mark.parametrize("data", [b'{"a": 1}', b'\n{"a": 1}\n\n', b'{"a":\n1}'])
def test_the_only_value_of_a_file_has_no_number(data: bytes) -> None:
    assert values(data) == [Value(0, {"a": 1})]
    assert [value.number for value in values(b'[{"a": 1}]')] == [1]


def test_a_line_that_is_no_json_does_not_end_the_file() -> None:
    found = values(b'\n{"a": 1}\n{"a": \n\n{"a": 3}\n')

    assert [(value.number, value.value) for value in found] == [(1, {"a": 1}), (2, None), (3, {"a": 3})]
    assert found[1].wrong.startswith("This is no JSON from line")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "nothing in this file"),
        (b" \n\n", "nothing in this file"),
        (b"{", r"no JSON from line 1, column 2 on"),
        (b"[{},\n{}", r"no JSON from line 2, column 3 on"),
        (b"{} {}", r"no JSON from line 1, column 4 on"),
        (b"\xff\xfe\x00", "no UTF-8"),
        (b'{"a":\n"\xff"}', "Line 2 holds a byte that is no UTF-8"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "-Infinity"),
        (b"[" * 50_000, "nested too deeply"),
        (b'{"a":' * 20_000, "nested too deeply"),
    ],
)
def test_what_is_no_json_is_said_with_its_line(data: bytes, message: str) -> None:
    with pytest.raises(BadJson, match=message) as refused:
        values(data)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("data", [b"[" + b" " * 200, b'{"a": "' + b"x" * 200, b'{"a": 1}\n{"b": "' + b"x" * 200])
def test_no_more_than_the_limit_is_ever_held(data: bytes) -> None:
    with pytest.raises(BadJson, match="one article a line"):
        values(data, 100)


def test_a_file_in_lines_may_be_longer_than_the_limit() -> None:
    assert len(values(b'{"a": 1}\n' * 1000, 100)) == 1000


def test_a_name_that_stands_twice_is_remembered() -> None:
    twice = alone(b'{"a": {"b": 1, "c": 2, "b": 3}}')["a"]

    assert isinstance(twice, Twice)
    assert twice.name == "b"


def test_a_number_of_many_digits_is_no_whole_number() -> None:
    assert alone(b'{"a": ' + b"9" * 30_000 + b"}") == {"a": float("inf")}
