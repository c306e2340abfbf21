"""Parses dates without guessing: what is no day, or could be several, is missing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october")
_MONTHS += ("november", "december")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# The zones that RFC 2822 names; other abbreviations stand for several zones.
_HOURS_FROM_UTC = {"Z": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5}
_HOURS_FROM_UTC |= {"MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_LONGEST_DATE = 60
_WEEKDAY = r"(?:(?P<weekday>[A-Za-z]{3,9})\.?,? )?"
_MONTH_NAME = r"(?P<name>[A-Za-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATE_FORMS = tuple(
    re.compile(form + r"(?!\d)")
    for form in (
        # 2016-09-20, 2016/9/20
        r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})",
        # 20160920
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        # 9/20/2016, 20.9.16
        r"(?P<first>\d{1,2})(?P<sep>[-/.])(?P<second>\d{1,2})(?P=sep)(?P<third>\d{4}|\d{2})",
        # September 20, 2016; Tue, Sept. 20th 2016
        rf"{_WEEKDAY}{_MONTH_NAME} {_DAY},? (?P<year>\d{{4}})",
        # 20 September 2016; Tuesday, 20-Sep-2016
        rf"{_WEEKDAY}{_DAY}[ -]{_MONTH_NAME},?[ -](?P<year>\d{{4}})",
    )
)
# T10:15:00.5+02:00;  at 9:30 p.m. EST
_TIME_FORM = re.compile(
    r"(?:T|,? at |,? )(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?(?: ?(?P<zone>[A-Z]{1,3}|[+-]\d{2}:?\d{2}))?"
)


def parse_date(value: str, day_first: bool | None = None) -> datetime | None:
    """Parse one date, or say that it is none: nothing is guessed.

    Parameters
    ----------
    value : str
        A day, with or without a time: ``2016-09-20``, ``20160920``, ``2016-09-20T10:15:00+02:00``,
        ``20.9.2016``, ``September 20, 2016``, ``Tue, 20 Sep 2016 10:15:00 GMT``, ``Sept. 20, 2016 at 9:30
        p.m. EST``. English names of months and days.
    day_first : bool, optional
        How to read numbers that can be read in several ways: ``5/9/2018`` is 5 September with True, 9 May
        with False, and with None neither.

    Returns
    -------
    datetime or None
        Without time zone; a time with a zone is moved to UTC, one without stays. None for what is no day
        (``2016-07`` and ``July 2016`` are months: the first of the month would be made up), for a day that
        does not exist, and for what can be read as several days. A year of two digits is 1969 to 2068
        (POSIX); as ``16-09-20`` can start with the year, it is read only when no other reading is a day, or
        with ``day_first``.

    Examples
    --------
    >>> parse_date("Sept. 20, 2016")
    datetime.datetime(2016, 9, 20, 0, 0)
    >>> parse_date("12/22/16")
    datetime.datetime(2016, 12, 22, 0, 0)
    >>> parse_date("5/9/2018") is None
    True
    >>> parse_date("5/9/2018", day_first=True)
    datetime.datetime(2018, 9, 5, 0, 0)
    """
    value = value.strip()
    for form in _DATE_FORMS if len(value) <= _LONGEST_DATE else ():
        found = form.match(value)
        if found:
            day = _day(found.groupdict(), day_first)
            rest = value[found.end() :]
            time = _TIME_FORM.fullmatch(rest) if rest else None
            if day and (time or not rest):
                return _at_time(day, time.groupdict()) if time else day
    return None


def _day(parts: dict[str, str | None], day_first: bool | None) -> datetime | None:
    if "first" in parts:
        return _numeric_day(parts["first"], parts["second"], parts["third"], day_first)
    if parts.get("weekday") and not _number_of(parts["weekday"], _WEEKDAYS):
        return None
    month = _number_of(parts["name"], _MONTHS) if "name" in parts else int(parts["month"])
    return _date_or_none(int(parts["year"]), month, int(parts["day"]))


def _number_of(name: str, names: tuple[str, ...]) -> int:
    """1 for the first of the names or its beginning, 0 for none of them."""
    name = "sep" if name.lower() == "sept" else name.lower()
    return next((number for number, full in enumerate(names, 1) if full.startswith(name)), 0)


def _numeric_day(first: str, second: str, third: str, day_first: bool | None) -> datetime | None:
    a, b, c = int(first), int(second), int(third)
    year = c if len(third) == 4 else _full_year(c)
    day_month, month_day = _date_or_none(year, b, a), _date_or_none(year, a, b)
    readings = {day_month, month_day}
    if len(third) == 2 and len(first) == 2:
        readings.add(_date_or_none(_full_year(a), b, c))
    readings.discard(None)
    if len(readings) == 1:
        return readings.pop()
    return {True: day_month, False: month_day, None: None}[day_first]


def _full_year(two_digits: int) -> int:
    return two_digits + (1900 if two_digits >= 69 else 2000)


def _date_or_none(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day)
    except ValueError:
        return None


def _at_time(day: datetime, time: dict[str, str | None]) -> datetime | None:
    hour = int(time["hour"])
    if time["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if time["half"] in "Pp" else 0)
    zone = time["zone"]
    if zone and zone[0] in "+-":
        minutes = int(zone[0] + "1") * (int(zone[1:3]) * 60 + int(zone[-2:]))
    elif zone:
        if zone not in _HOURS_FROM_UTC:
            return None
        minutes = _HOURS_FROM_UTC[zone] * 60
    else:
        minutes = 0
    microsecond = int((time["fraction"] or "0").ljust(6, "0")[:6])
    try:
        local = day.replace(
            hour=hour, minute=int(time["minute"]), second=int(time["second"] or 0), microsecond=microsecond
        )
        return local - timedelta(minutes=minutes)
    except (ValueError, OverflowError):
        return None


def parse_dates(column: pd.Series, day_first: bool | None = None) -> tuple[pd.Series, list[int]]:
    """Parse a column of dates.

    Parameters
    ----------
    column : Series
        Of str, `datetime.date`, `datetime.datetime` or datetime64; anything else is read as the str it prints
        as.
    day_first : bool, optional
        As for `parse_date`.

    Returns
    -------
    days : Series of datetime64[us]
        Without time zone, in UTC where the value had one.
    bad : list of int
        Positions of the values that are there, but could not be parsed.

    Examples
    --------
    >>> import pandas as pd
    >>> days, bad = parse_dates(pd.Series(["2016-09-20", "", "last May"]))
    >>> days.isna().tolist(), bad
    ([False, True, True], [2])
    """
    import pandas as pd

    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_convert("UTC").dt.tz_localize(None)
    if pd.api.types.is_datetime64_dtype(column.dtype):
        return column.astype("datetime64[us]"), []
    is_empty = [gone or str(value).strip() == "" for value, gone in zip(column, column.isna(), strict=True)]
    days = [None if gone else _as_datetime(value, day_first) for value, gone in zip(column, is_empty, strict=True)]
    bad = [at for at, gone in enumerate(is_empty) if not gone and days[at] is None]
    return pd.Series(days, index=column.index, dtype="datetime64[us]"), bad


def _as_datetime(value: Any, day_first: bool | None) -> datetime | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return parse_date(str(value), day_first)
