"""The text layer: tokens, sentences, paragraphs and quotation marks, as offsets into the text as given."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.document import Document, normalize


def sentences(text):
    document = Document.of(text)
    return [document.text_of(*sentence) for sentence in document.sentences]


def quoted(text):
    return [text[q.start : q.end] for q in Document.of(text).quotations]


SENTENCES = [
    ("She left. He stayed.", ["She left.", "He stayed."]),
    ("Mr. Orr and Dr. Lee met Gov. Voss.", ["Mr. Orr and Dr. Lee met Gov. Voss."]),
    ("He met U.S. officials in the U.S. They left.", ["He met U.S. officials in the U.S.", "They left."]),
    ("It opens at 5 p.m. on Monday.", ["It opens at 5 p.m. on Monday."]),
    ("They live on St. John Street.", ["They live on St. John Street."]),
    ("J. K. Orr wrote it. A. B. Lee read it.", ["J. K. Orr wrote it.", "A. B. Lee read it."]),
    ("Well ... it rained. And then… Nothing.", ["Well ... it rained.", "And then…", "Nothing."]),
    ("Prices rose 3.5 percent. Rents fell.", ["Prices rose 3.5 percent.", "Rents fell."]),
    ("See No. 7 and No. 8. Then stop.", ["See No. 7 and No. 8.", "Then stop."]),
    ("HULL (NPA) — The dam holds. It rained.", ["HULL (NPA) — The dam holds.", "It rained."]),
    ("STORM HITS COAST\n\nThe storm came at noon.", ["STORM HITS COAST", "The storm came at noon."]),
    ("• one boat\n• two cars\nThe end.", ["• one boat", "• two cars", "The end."]),
    ("“It held.” She smiled. “Why?” he asked.", ["“It held.”", "She smiled.", "“Why?” he asked."]),
    ("It was late.Then it rained.", ["It was late.", "Then it rained."]),
    ("He was “envious of.”He added more.", ["He was “envious of.”", "He added more."]),
    ("He called it “a cage”. Drivers left.", ["He called it “a cage”.", "Drivers left."]),
    ("What now? Nothing! Go.", ["What now?", "Nothing!", "Go."]),
    ("The site news.example.com moved.", ["The site news.example.com moved."]),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_a_text_is_cut_into_its_sentences(text, expected):
    assert sentences(text) == expected


def test_a_line_break_inside_a_sentence_is_no_paragraph():
    document = Document.of("The council met on\nmonday and voted.\n\nIt rained.")
    assert [document.text_of(*p) for p in document.paragraphs] == [
        "The council met on\nmonday and voted.",
        "It rained.",
    ]


QUOTED = [
    ('"It held," she said. "It did."', ["It held,", "It did."]),
    ("“It held,” she said.", ["It held,"]),
    ("‘It held,’ she said.", ["It held,"]),
    ("'It held,' she said.", ["It held,"]),
    ("``It held,'' she said.", ["It held,"]),
    ("«It held», she said.", ["It held"]),
    ("“He called it ‘fine’ twice,” she said.", ["He called it ‘fine’ twice,", "fine"]),
    ("‘She said “no” to it,’ he wrote.", ["She said “no” to it,", "no"]),
    ("The dogs' tails and the cats' ears.", []),
    ("It's Ann's. Don't tell 'em in the '90s.", []),
    ("the dogs’ ‘quiet’ walk", ["quiet"]),
    ("“It held,”Lee said.", ["It held,"]),
    ('"It held,"Lee said. "Yes."', ["It held,", "Yes."]),
    ("He is 6'2\" tall.", []),
    ("(“In brackets.”)", ["In brackets."]),
    ("the “one”—and the “two”", ["one", "two"]),
    ("“Open and never closed, he said. He left.", ["Open and never closed, he said. He left."]),
    ("He called it “open. He left.", ["open."]),
    ("A stray ” here.", []),
    ("“”", []),
]


@pytest.mark.parametrize(("text", "expected"), QUOTED, ids=[text for text, _ in QUOTED])
def test_quotation_marks_are_paired(text, expected):
    assert quoted(text) == expected


@pytest.mark.parametrize(("left", "right"), [("“", "”"), ('"', '"')])
def test_a_quotation_runs_over_paragraphs_that_each_open_with_a_mark(left, right):
    text = f"{left}One.\n\n{left}Two.\n\n{left}Three,{right} she said. {left}Four.{right}"
    document = Document.of(text)
    assert [(text[q.start : q.end], q.closed, q.continues) for q in document.quotations] == [
        ("One.", False, False),
        ("Two.", False, True),
        ("Three,", True, True),
        ("Four.", True, False),
    ]


def test_a_quotation_left_open_does_not_swallow_the_next_paragraph():
    assert quoted("“It was a long day.\n\nShe left. “Bye,” he said.") == ["It was a long day.", "Bye,"]


def test_depth_tells_a_quotation_inside_another():
    assert [q.depth for q in Document.of("“He said ‘no’ then.” ‘Yes.’").quotations] == [0, 1, 0]


def test_words_keep_their_hyphens_apostrophes_and_decimals():
    document = Document.of("so-called don’t O’Brien AT&T 3.5 1,000 U.S. p.m.")
    assert document.tokens == (
        "so-called",
        "don’t",
        "O’Brien",
        "AT&T",
        "3.5",
        "1,000",
        "U.S",
        ".",
        "p.m",
        ".",
    )
    assert document.words[1] == "don't"


def test_soft_hyphens_and_zero_width_marks_stay_in_the_text_and_leave_the_word():
    document = Document.of("a so\u00adcalled re\u200bform")
    assert document.tokens[1] == "so\u00adcalled"
    assert document.words[1:] == ("socalled", "reform")


def test_a_combining_accent_belongs_to_its_word_in_both_normal_forms():
    for text in ("café", "cafe\u0301"):
        assert Document.of(text).tokens == (text,)
        assert normalize(text) == "café"


def test_texts_in_other_scripts_and_signs_keep_their_offsets():
    for text in ("שלום עולם. “טוב”", "👍🏽👨‍👩‍👧 fine", "ﬁne ＂full＂ width", "İstanbul ǅ ß"):
        document = Document.of(text)
        assert all(text[s:e] == t for s, e, t in zip(document.starts, document.ends, document.tokens, strict=True))


def test_a_document_answers_where_a_token_stands():
    document = Document.of("One. Two “three”.\n\nFour.")
    assert document.sentence_at(3) == (2, 7)
    assert document.paragraph_number(7) == 1
    assert document.quotation_around(4).first == 4
    assert document.quotation_around(3) is None
    assert document.token_at(5) == 2
    assert document.count_words(0, 9) == 4


def test_a_measure_is_taken_once():
    calls = []
    document = Document.of("a b")
    assert document.once(lambda d: 1) == 1

    def count(d):
        calls.append(d)
        return len(d.tokens)

    assert (document.once(count), document.once(count), len(calls)) == (2, 2, 1)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "word", "“", "'", "...", "\u200b", "\ud800", "(" * 50])
def test_hardly_any_text_is_a_document_too(text):
    document = Document.of(text)
    assert len(document.tokens) == len(document.words) == len(document.starts) == len(document.ends)


TEXTS = st.text(max_size=300) | st.lists(
    st.sampled_from([*"“”\"'‘’ .,!?\n-", "word", "Mr", "U.S", " She", "\n\n", "5", "s’ ", "said"]),
    max_size=60,
).map("".join)


@given(TEXTS)
def test_offsets_hold_for_any_text(text):
    document = Document.of(text)
    for start, end, token in zip(document.starts, document.ends, document.tokens, strict=True):
        assert 0 <= start < end <= len(text)
        assert text[start:end] == token
    assert [i for a, b in document.sentences for i in range(a, b)] == list(range(len(document.tokens)))
    assert [i for a, b in document.paragraphs for i in range(a, b)] == list(range(len(document.tokens)))
    for q in document.quotations:
        assert 0 <= q.start < q.end <= len(text)
        assert 0 <= q.first < q.last <= len(document.tokens)
        assert (document.starts[q.first], document.ends[q.last - 1]) == (q.start, q.end)


@given(TEXTS)
def test_the_same_text_gives_the_same_document(text):
    one, other = Document.of(text), Document.of(text)
    assert (one.tokens, one.sentences, one.quotations) == (other.tokens, other.sentences, other.quotations)


@given(TEXTS)
def test_double_marks_are_never_paired_across_each_other(text):
    outer = [q for q in Document.of(text).quotations if not q.single]
    assert all(a.last <= b.first for a, b in pairwise(outer))


ADVERSARIAL = [
    "“",
    '"',
    "'",
    "(",
    "said ",
    "“‘",
    "a",
    ".",
    " ",
    "\n",
    "'a ",
    "a.",
    "5,",
    "-",
    "A. ",
    "\u00ad",
]


@pytest.mark.parametrize("piece", ADVERSARIAL, ids=repr)
def test_time_grows_with_the_length_of_a_hostile_text_and_no_faster(piece):
    def seconds(size):
        text = piece * (size // len(piece))
        began = time.process_time()
        assert Document.of(text).quotations is not None
        return time.process_time() - began

    seconds(10_000)
    small, large = min(seconds(50_000) for _ in range(3)), seconds(400_000)
    assert large < max(8 * small * 4, 0.5)
