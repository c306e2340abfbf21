"""Dates: read when they name one day, and missing otherwise."""

from datetime import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.dates import parse_date, parse_dates


@pytest.mark.parametrize(
    "value",
    [
        "2016-09-20", "2016/9/20", "2016.09.20", "20160920", " 2016-09-20 ", "September 20, 2016",
        "Sept. 20 2016",
        "Sep 20th, 2016", "20 September 2016", "20-Sep-2016", "Tuesday, September 20, 2016",
        "Tue, 20 Sep 2016",
        "9/20/2016", "20.9.2016", "20/09/2016",
    ],
)  # fmt: skip
def test_common_forms_of_a_day_are_read(value):
    assert parse_date(value) == datetime(2016, 9, 20)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2016-09-20T10:15:30.25Z", datetime(2016, 9, 20, 10, 15, 30, 250000)),
        ("2016-09-20 23:30:00-05:00", datetime(2016, 9, 21, 4, 30)),
        ("2016-09-20T10:15+0200", datetime(2016, 9, 20, 8, 15)),
        ("Tue, 20 Sep 2016 10:15:00 GMT", datetime(2016, 9, 20, 10, 15)),
        ("September 20, 2016 at 9:30 p.m. EST", datetime(2016, 9, 21, 2, 30)),
        ("September 20, 2016, 12:05 AM", datetime(2016, 9, 20, 0, 5)),
    ],
)
def test_times_are_read_and_moved_to_utc(value, expected):
    assert parse_date(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "", "2016", "2016-07", "July 2016", "2016-02-30", "2016-13-01", "20161301", "yesterday",
        "20 Foo 2016",
        "Foo, 20 Sep 2016", "2016-09-20T25:00", "September 20, 2016 at 13:30 p.m.", "2016-09-20 10:00 XYZ",
        "2016-09-20 and more", "0000-01-01", "0001-01-01T00:00+05:00", "12-2016-09-20", "2016-9/20",
        "1474329600",
    ],
)  # fmt: skip
def test_what_is_no_certain_day_is_missing(value):
    assert parse_date(value) is None


def test_numbers_that_can_change_places_need_the_callers_word():
    assert parse_date("5/9/2018") is None
    assert parse_date("5/9/2018", day_first=True) == datetime(2018, 9, 5)
    assert parse_date("5/9/2018", day_first=False) == datetime(2018, 5, 9)
    assert parse_date("9/9/2018") == datetime(2018, 9, 9)


def test_the_callers_word_does_not_turn_round_what_is_certain():
    assert parse_date("9/20/2016", day_first=True) == datetime(2016, 9, 20)


def test_two_digits_may_be_a_year_at_either_end():
    assert parse_date("16-09-20") is None
    assert parse_date("12/22/16") == datetime(2016, 12, 22)
    assert parse_date("9/28/69") == datetime(1969, 9, 28)


@given(st.text(max_size=80))
def test_no_text_crashes_it(value):
    assert parse_date(value) is None or isinstance(parse_date(value), datetime)


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)))
def test_what_python_writes_as_iso_is_read_back(moment):
    assert parse_date(moment.isoformat()) == moment


def test_a_column_tells_what_it_could_not_read_and_leaves_out_what_is_empty():
    days, bad = parse_dates(pd.Series(["2016-09-20", None, " ", float("nan"), "May", 20160921, ["x"]], dtype=object))
    assert bad == [4, 6]
    assert days.dropna().tolist() == [pd.Timestamp(2016, 9, 20), pd.Timestamp(2016, 9, 21)]
