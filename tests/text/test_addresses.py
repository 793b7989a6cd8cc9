"""Two ways to write one web address come out the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text.addresses import NORMAL, from_its_parts, normalised_url


@given(url=st.from_regex(NORMAL, fullmatch=True))
def test_an_address_that_is_written_so_already_is_as_its_parts_make_it(url: str):
    assert normalised_url(url) == from_its_parts(url) == url


@pytest.mark.parametrize(
    ("url", "normalised"),
    [
        ("", ""),
        ("  ", ""),
        ("HTTPS://Council.Example", "https://council.example/"),
        (" https://council.example/minutes ", "https://council.example/minutes"),
        ("https://council.example:443/minutes", "https://council.example/minutes"),
        ("https://council.example:8080/minutes", "https://council.example:8080/minutes"),
        ("https://council.example/minutes?", "https://council.example/minutes"),
        ("https://council.example/minutes?#top", "https://council.example/minutes"),
        ("https://council.example/Minutes?page=4", "https://council.example/Minutes?page=4"),
        ("http://ada:brook@Council.example/", "http://ada:brook@council.example/"),
        ("http://[2001:DB8::1]/", "http://[2001:db8::1]/"),
    ],
)
def test_ways_to_write_one_address_come_out_the_same(url: str, normalised: str):
    assert normalised_url(url) == normalised
    assert normalised_url(normalised) == normalised
