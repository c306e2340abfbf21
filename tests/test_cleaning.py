"""Cleaning: what it mends, what it leaves, and that its report is complete."""

import csv
import re
import time
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.cleaning import STEPS, Change, apply_changes, clean, clean_corpus
from framing.corpus import CorpusError

PROSE = "The council met until midnight and then put the bridge vote off until the spring, its head said."
MORE_PROSE = "Members of both camps had asked for more time, and the builder for more than the town had set aside."
SEED = Path(__file__).parents[1] / "data" / "000_3b75d2818966ca8b.txt"


def between(line: str) -> str:
    return f"{PROSE}\n\n{line}\n\n{MORE_PROSE}\n"


# A closing mark glued to the next word


@pytest.mark.parametrize(
    ("glued", "mended"),
    [
        ("“We are late,”Dana said.", "“We are late,” Dana said."),
        ("Their “odd steps”neighbours saw.", "Their “odd steps” neighbours saw."),
        ("a “list”of names", "a “list” of names"),
        ("He said “no”and left.", "He said “no” and left."),
        ("“It rose by 2 in 2016”she said.", "“It rose by 2 in 2016” she said."),
        (
            "She said: “He called it ‘bad.’”The room laughed.",
            "She said: “He called it ‘bad.’” The room laughed.",
        ),
        (
            '"We are late,"Dana said, "so go."Then he left.',
            '"We are late," Dana said, "so go." Then he left.',
        ),
        ('so-called"experts of the day"and others', 'so-called"experts of the day" and others'),
    ],
)
def test_the_space_after_a_glued_closing_mark_comes_back(glued, mended):
    cleaned = clean(glued)
    assert cleaned.text == mended
    assert [change.action for change in cleaned.changes] == ["space_after_quote"]


@pytest.mark.parametrize(
    "text",
    [
        "the “A”-list, “The Wire”’s end, “The Wire”s end, “stop and go”ed",
        "this “news”letter and “un”loved guests",
        "She came (“late”), as “ever”; “why”? “So”… “there”] “end”/“start”",
        "It's Dana's dogs' home, ’tis the ‘90s, don’tcha",
        "He is 6'2\"tall and she is 5'11\" in shoes.",
        'He is 6\'2"tall," they said.',
        'A 12"x14" frame and a 3" nail',
        'They asked,"Why now?" and left.',
        'the odd"mark here',
        "a stray”mark and a wrong ”opening mark",
        'the ("first") and ["second"] item',
        "他说“你好，世界。”他走了。",
        '{"key":"value","other":"x"}',
        '"I"m late," he typed.',
    ],
)
def test_other_marks_stay_as_they_are(text):
    assert clean(text).text == text


# Encoding and white space


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("It\u00e2\u20ac\u2122s late", "It’s late"),
        ("the mayor\x92s \x93plan\x94", "the mayor’s “plan”"),
        ("a di\ufb03cult o\ufb00er", "a difficult offer"),
        ("cafe\u0301", "caf\u00e9"),
        ("bell\x07 rings", "bell rings"),
    ],
)
def test_broken_encoding_is_mended(broken, mended):
    cleaned = clean(broken)
    assert cleaned.text == mended
    assert cleaned.changes == (Change(1, "encoding", broken, mended),)


@pytest.mark.parametrize(
    "text",
    [
        "“Curly” ‘quotes’ – and — dashes… stay",
        "AT&amp;T wrote &lt;b&gt; and 5 &gt; 4",
        "Zoë's naïve Señor Müller in Łódź paid 5 € to İstanbul",
        "мир, שלום, سلام, 世界，ＡＢＣ",
        "family 👨\u200d👩\u200d👧, می\u200cخواهم",
    ],
)
def test_sound_text_of_any_script_stays(text):
    assert clean(text).text == text


def test_invisible_characters_and_odd_spaces_go():
    text = "so\u00adft zero\u200b\ufeffwidth\u2060 a\u00a0b\u2009c x\u200d\u200c y \t\u00a0\n"
    assert clean(text).text == "soft zerowidth a b c x y\n"


def test_mojibake_goes_before_the_soft_hyphen_that_is_part_of_it():
    assert clean("Garc\u00c3\u00ada").text == "García"


def test_line_ends_become_one_kind_and_blank_lines_one():
    text = "\r\n\r\nOne.\r\nTwo.\rThree.\u2028Four.\n\n\n\nFive.\n\n \n"
    assert clean(text).text == "One.\nTwo.\nThree.\nFour.\n\nFive.\n"


# Page furniture


@pytest.mark.parametrize(
    "line",
    [
        "Related Articles", "RELATED: Bridge vote put off", "Back to top button", "Return to top",
        "Click here to read more", "CLICK HERE FOR THE HARBOUR POST APP", "Share this article",
        "SHARE THIS ARTICLE Share Tweet Post Email", "Facebook Twitter Email",
        "Follow us on Twitter @harbourpost",
        "Follow Dana Reed on Twitter: @danareed", "Sign up for our newsletter", "Advertisement",
        "ADVERTISEMENT:",
        "Read more: Bridge vote put off again", "SEE ALSO: Bridge vote put off",
        "Bridge vote put off again Read more",
        "This story can be shared on social media", "Photo: Dana Reed/Harbour Post",
        "Image copyright Getty Images",
        "Photograph by Dana Reed", "Dana Reed/Reuters", "(Reuters photo: Dana Reed)", "© 2020 Harbour Post",
        "Copyright 2020 Harbour Post. All rights reserved.", "* * Story continues below *",
        "  • Advertisement  ",
        "Get our daily briefing delivered to your inbox.", "Don’t miss: Bridge vote put off",
        "Enlarge this image toggle caption Dana Reed/AP Dana Reed/AP",
        "This article is more than 2 years old",
    ],
)  # fmt: skip
def test_furniture_lines_go(line):
    cleaned = clean(between(line))
    assert cleaned.text == between("x").replace("\n\nx", "")
    assert ("furniture", 3) in [(change.action, change.line) for change in cleaned.changes]


@pytest.mark.parametrize(
    "line",
    [
        "Related matters took up the rest of the evening.",
        "Share prices fell by a third.",
        "Follow the money, the old rule says.",
        "Advertisement spending fell in May.",
        "More than half of them left.",
        "More from the mayor's statement:",
        "Sign here, the clerk told them.",
        "Copyright law has no answer to that, she said.",
        "Photographs of the bridge hung in the hall.",
        "Let him sign up for the course like everyone else, she said.",
        "Read the room, Dana told the council.",
        "Watching it was hard.",
        "(c) the third reason is money",
        "The Harbour Wire contributed to this report.",
        "This story has been updated.",
        "Twitter",
        "Closed.",
        "Click, went the door.",
        "Images of the pier were sent to every paper.",
        "Email me, he had told her.",
        ("Advertisement " + "word " * 80).strip(),
    ],
)
def test_sentences_that_start_like_furniture_stay(line):
    assert line in clean(between(line)).text


def furniture_rows():
    text = (resources.files("framing") / "lexicons" / "furniture.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize("row", furniture_rows(), ids=lambda row: row["pattern"][:40])
def test_every_furniture_pattern_compiles_alone_has_a_note_and_stays_linear(row):
    pattern = re.compile(row["pattern"], re.IGNORECASE)
    assert row["note"].strip()
    assert pattern.fullmatch("") is None
    assert not re.search(r"\.[*+]|[*+]\)[*+]", row["pattern"])
    started = time.perf_counter()
    for word in [
        "share ",
        "more ",
        "newsletter ",
        "advertisement ",
        "a/",
        "all rights ",
        "email, ",
        "privacy policy ",
    ]:
        assert pattern.fullmatch((word * 300)[:300] + "!?") is None
    assert time.perf_counter() - started < 0.2


# A headline of another story


@pytest.mark.parametrize(
    "line",
    [
        "Former harbour chief accuses Reed and Moss",
        "Reed Slams Moss Over Pier Plan",
        "‘Too late’: Dana Reed warns Moss of new delay",
        "MAYOR REED SAYS NEW BRIDGE WILL COME TOO LATE",
    ],
)
def test_a_lone_headline_between_prose_goes(line):
    cleaned = clean(between(line))
    assert line not in cleaned.text
    assert [change.line for change in cleaned.changes if change.action == "headline"] == [3]


@pytest.mark.parametrize(
    "line",
    [
        "What happens next",
        "The case against Dana Reed",
        "A NEW BRIDGE AT LAST",
        "Long road to Port Reed and Moss",
        "Reed is the one who warns Moss and Dana",
        "3. Reed Slams Moss Over Pier Plan",
        "Reed accuses Moss of lying about Dana.",
    ],
)
def test_a_line_that_may_be_a_sub_heading_or_a_sentence_stays(line):
    assert line in clean(between(line)).text


def test_the_articles_own_title_stays():
    text = f"Reed Slams Moss Over Pier Plan\n\n{PROSE}\n\n{MORE_PROSE}\n"
    assert clean(text).text == text


def test_a_headline_among_sub_headings_stays():
    text = between("Reed Slams Moss Over Pier Plan") + "\n" + between("What happens next")
    assert clean(text).text == text


def test_more_headlines_than_the_caller_allows_are_sub_headings():
    lines = ["Reed Slams Moss Over Pier Plan", "Moss Rejects Reed Offer", "Dana Reed Urges Moss To Wait"]
    text = "\n".join(between(line) for line in lines)
    assert "Reed" not in clean(text.replace("Moss Rejects Reed Offer", "Moss Rejects New Reed Offer")).text
    assert clean(text, max_headlines=2).text == text


# The report


def test_steps_can_be_left_out():
    text = between("Advertisement").replace("The council", "“The council”The") + "trailing  \n"
    assert clean(text, steps=()).text == text and clean(text, steps=()).changes == ()
    for step in STEPS:
        assert {change.action for change in clean(text, steps=[step]).changes} <= {step}
    with pytest.raises(ValueError, match="steps='furniture' is not possible"):
        clean(text, steps="furniture")
    with pytest.raises(ValueError, match="encoding, whitespace"):
        clean(text, steps=["wash"])


def test_clean_takes_a_str():
    with pytest.raises(TypeError, match=r"not DataFrame.*clean_corpus"):
        clean(pd.DataFrame())


def test_changes_to_one_line_follow_one_another():
    changes = clean("It\u00e2\u20ac\u2122s “over,”she said. \n").changes
    assert [change.action for change in changes] == ["encoding", "whitespace", "space_after_quote"]
    assert all(a.after == b.before for a, b in pairwise(changes))


def test_a_report_for_another_text_is_refused():
    with pytest.raises(ValueError, match="line 1 should be 'a'; the text has 'b'"):
        apply_changes("b", [Change(1, "whitespace", "a", "")])
    with pytest.raises(ValueError, match="line 2 should be 'a'; the text has None"):
        apply_changes("b", [Change(2, "whitespace", "a", "")])


def test_a_corpus_is_cleaned_with_one_report_row_a_change():
    frame = pd.DataFrame({"body": [between("Advertisement"), PROSE], "n": [1, 2]}, index=["a", "b"])
    before = frame.copy()
    cleaned, report = clean_corpus(frame, "body")
    pd.testing.assert_frame_equal(frame, before)
    assert cleaned.columns.tolist() == ["body", "n"] and cleaned.index.tolist() == ["a", "b"]
    assert cleaned.loc["b", "body"] == PROSE
    assert report.columns.tolist() == ["doc", "line", "action", "before", "after"]
    assert report.iloc[0, :4].tolist() == ["a", 3, "furniture", "Advertisement"] and pd.isna(report["after"].iloc[0])
    assert report["doc"].tolist() == ["a", "a"]


def test_a_clean_corpus_has_an_empty_report():
    report = clean_corpus(pd.DataFrame({"text": [PROSE]}))[1]
    assert report.empty and report.columns.tolist() == ["doc", "line", "action", "before", "after"]


def test_a_corpus_that_cannot_be_extracted_from_is_refused():
    with pytest.raises(CorpusError, match="Pass text='Text'"):
        clean_corpus(pd.DataFrame({"Text": [PROSE]}))


PIECES = st.sampled_from(
    [
        "“", "”", '"', "'", "’", " ", "\n", "\n\n", "\r\n", "\r", "\u2028", "\u200d", "\u00ad", "\u00a0",
        "\x85", "\x1c", "Ã", "©",
        "â€", "™", "\x9d", "said", "Reed", "6'2", ",", ".", "…", "(", "-", "Advertisement",
        "Read more: x", "👩", "&amp;", "e\u0301",
        PROSE, MORE_PROSE, "\n\nReed Slams Moss Over Pier Plan\n\n", "\ud800",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))


@given(TEXTS)
def test_the_report_leads_from_the_original_to_the_result(text):
    cleaned = clean(text)
    assert apply_changes(text, cleaned.changes) == cleaned.text


@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(text):
    once = clean(text)
    assert clean(once.text).changes == ()
    assert clean(text) == once


def test_a_megabyte_on_one_line_takes_no_time_to_speak_of():
    started = time.perf_counter()
    for text in [
        "“a b,”Dana " * 100_000,
        '"a b,"Dana ' * 100_000,
        "Ã©" * 500_000,
        "a/" * 500_000,
        "”" * 1_000_000,
    ]:
        clean(text)
    assert time.perf_counter() - started < 30


# The source article


@pytest.mark.skipif(not SEED.exists(), reason="data/ does not hold the source article")
def test_the_source_article_is_repaired_and_each_repair_reported():
    text = SEED.read_text(encoding="utf-8")
    cleaned = clean(text)
    assert not re.search(r"”\w", cleaned.text) and re.search(r"”\w", text)
    assert cleaned.text.splitlines()[0] == text.splitlines()[0]
    dropped = {(change.action, change.before.strip()) for change in cleaned.changes if change.after == ""}
    assert dropped >= {
        ("headline", "Key Russian ally withdraws UK envoy"),
        ("furniture", "This story can be shared on social media"),
        ("furniture", "Related Articles"),
        ("furniture", "Back to top button"),
    }
    assert {before for action, before in dropped if action == "whitespace"} == {""}
    spaced = [change for change in cleaned.changes if change.action == "space_after_quote"]
    assert [change.line for change in spaced] == [9, 11, 19, 21]
    assert all(len(change.after) == len(change.before) + 1 for change in spaced)
