"""The text layer: tokens, sentences, paragraphs and quotation marks, as offsets into the text as given."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import seconds

from framing import document as module
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
    ("The site v2.Beta moved.", ["The site v2.Beta moved."]),
    ("He is in.She left.", ["He is in.She left."]),
    ("The vote failed.(5 left.)", ["The vote failed.(5 left.)"]),
    ("Was it late? 5 boats left.", ["Was it late?", "5 boats left."]),
    ("Was it late?5 boats left.", ["Was it late?5 boats left."]),
    ("Is it over?then he left.", ["Is it over?then he left."]),
    ("It fell 5. 3 rose.", ["It fell 5.", "3 rose."]),
    ("He left. “", ["He left.", "“"]),
    ("It cost a lot. $5 was left.", ["It cost a lot.", "$5 was left."]),
    ("Done. @lee wrote.", ["Done.", "@lee wrote."]),
    ("Done. %5 left", ["Done. %5 left"]),
    ("“Why?”She left.", ["“Why?”", "She left."]),
    (". Then it rained.", [".", "Then it rained."]),
    ("Then came Mr . Orr left.", ["Then came Mr .", "Orr left."]),
    ("They said no. Then they left.", ["They said no.", "Then they left."]),
    ("The U.S. Army came.", ["The U.S. Army came."]),
    ("They chose plan B. They left.", ["They chose plan B.", "They left."]),
    ("Acme Inc. Orr left. Acme Inc. They left.", ["Acme Inc. Orr left.", "Acme Inc.", "They left."]),
    ("It rained (a lot.) Then it stopped.", ["It rained (a lot.)", "Then it stopped."]),
    ("It rained. (Then it stopped.)", ["It rained.", "(Then it stopped.)"]),
    ("The end.) ] Then", ["The end.) ] Then"]),
    ("He asked “why?” and left.", ["He asked “why?” and left."]),
    ("He left. ”She stayed.", ["He left.", "”She stayed."]),
    ("He left.“She stayed.”", ["He left.", "“She stayed.”"]),
    ("“Why?”5 men left.", ["“Why?”", "5 men left."]),
    ("He ran.Then she left.", ["He ran.", "Then she left."]),
    ("He ra.Then she left.", ["He ra.Then she left."]),
    ("So!go on.", ["So!go on."]),
    ("So!Go on.", ["So!", "Go on."]),
    ("So!5 men left.", ["So!5 men left."]),
    ("שלום? טוב", ["שלום?", "טוב"]),
    ("שלום. טוב", ["שלום. טוב"]),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_a_text_is_cut_into_its_sentences(text, expected):
    assert sentences(text) == expected


SINGLES = [
    ("‘He is talkin' to us’ she said.", ["He is talkin' to us"]),
    ("‘The bus' is late’ she said.", ["The bus' is late"]),
    ("‘The cat' is late’ she said.", ["The cat"]),
    ("‘Is it 5' deep’ she said.", ["Is it 5"]),
    ("‘It is a bus' She said.", ["It is a bus"]),
    ("‘a b ' c’ he said.", ["a b ' c"]),
]


@pytest.mark.parametrize(("text", "expected"), SINGLES, ids=[text for text, _ in SINGLES])
def test_an_apostrophe_closes_no_quotation(text, expected):
    assert [text[q.start : q.end] for q in Document.of(text).quotations] == expected


def test_a_quotation_that_opens_a_paragraph_goes_on_only_from_one_left_open():
    for before, continues in (("", False), ("“He left.\n\n", True)):
        document = Document.of(before + "“So it “is” here.\n\n“And on.")
        quotations = {document.text[q.start : q.end]: (q.closed, q.continues) for q in document.quotations}
        assert quotations.pop("He left.", None) == ((False, False) if before else None)
        assert quotations == {"So it": (False, continues), "is": (True, False), "And on.": (False, False)}


def test_the_edges_of_outermost_quotations_follow_each_other():
    document = Document.of("He said “so ‘it’ is” and “ no ”, “why")
    edges = document.quotation_edges
    assert [document.text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)] == ["so ‘it’ is", " no", "why"]


def test_a_line_break_inside_a_sentence_is_no_paragraph():
    document = Document.of("The council met on\nmonday and voted.\n\nIt rained.")
    assert [document.text_of(*p) for p in document.paragraphs] == [
        "The council met on\nmonday and voted.",
        "It rained.",
    ]


PARAGRAPHS = [
    ("The council met:\nmonday came.", ["The council met:", "monday came."]),
    ("He said “so”\nthen he left.", ["He said “so”", "then he left."]),
    ("The council met \nmonday.", ["The council met \nmonday."]),
    ("The council met\nmonday\nMayor left.", ["The council met\nmonday", "Mayor left."]),
    ("one two\n\nthree four", ["one two", "three four"]),
    ("\n\nOne\n\n\nTwo\n", ["One", "Two"]),
    ("A.\rB.\x0bC.\x0cD.\x85E.\u2028F.\u2029G.", ["A.", "B.", "C.", "D.", "E.", "F.", "G."]),
    ("word " * 99 + "end\nof it.\nmore", ["word " * 99 + "end\nof it.", "more"]),
]


@pytest.mark.parametrize(("text", "expected"), PARAGRAPHS)
def test_a_text_is_cut_into_its_paragraphs(text, expected):
    document = Document.of(text)
    assert [document.text_of(*p) for p in document.paragraphs] == expected


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
    ("“ ” x", []),
    ("Er sagte „so“ und ging.", ["so"]),
    ("Han sa ”ja” och gick.", ["ja"]),
    ("„So”, he said.", ["So"]),
    ('He paid "$5 million" there.', ["$5 million"]),
    ('He said "...and so" then.', ["...and so"]),
    ('It was —"so"— there.', ["so"]),
    ('A 5" pipe', []),
    ('"one"two"three"', ["one", "three"]),
    ('x "so"y', ["so"]),
    ("She left. “He left. She left", ["He left."]),
    ("She left. “He left. “She left.", ["He left.", "She left."]),
    ("He said “a “b” c” d.", ["a", "b"]),
    ("the 'one'", ["one"]),
    ("It was ‘‘odd’’ there", ["‘odd"]),
    ("the ’90s and the '80s' end, 'tis odd'", []),
    ("x‘so’ and", []),
    ("‘so’y and", []),
    ("’so’ and", []),
    ("‘so‘ and", []),
    ("(‘so’) and —‘no’", ["so", "no"]),
    ("‘The boys’ boat,’ he said, ‘is lost.’", ["The boys’ boat,", "is lost."]),
    ("‘The boat’ sank. ‘The boats’ sank, he said.", ["The boat", "The boats"]),
    ("She said ‘talkin’ to him ‘was fun’.", ["talkin", "was fun"]),
    ("“It's a ‘bad idea,” he said. “No’, it's.”", ["It's a ‘bad idea,", "No’, it's."]),
    ("‘it is “‘bad’ now” today’ and left.", ["it is “‘bad’ now” today", "‘bad’ now"]),
    ("‘it is “bad’s” today’ and left.", ["it is “bad’s” today", "bad’s"]),
    ("'Yes' and 'no' and 'so' and 'it' and 'us'", ["Yes", "no", "so", "it", "us"]),
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


KINDS = [
    ("He said “so” and ‘no’.", [("so", False, 0, True), ("no", True, 0, True)]),
    ("He called it “open. He left.", [("open.", False, 0, False)]),
    ("“Go. “So.” He left.", [("Go.", False, 0, False), ("So.", False, 0, True)]),
    ("‘“No,” he said.’", [("“No,” he said.", True, 0, True), ("No,", False, 1, True)]),
    ('"‘so’"', [("‘so’", False, 0, True), ("so", True, 1, True)]),
    ("“a ‘b’ c” ‘d’ “e ‘f’”", [("a ‘b’ c", False, 0, True), ("b", True, 1, True), ("d", True, 0, True)]),
]


@pytest.mark.parametrize(("text", "expected"), KINDS)
def test_a_quotation_is_single_or_double_inside_another_or_not_and_closed_or_not(text, expected):
    found = [(text[q.start : q.end], q.single, q.depth, q.closed) for q in Document.of(text).quotations]
    assert found[: len(expected)] == expected


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
    assert document.sentence_at(2) == (2, 7)
    assert (document.paragraph_at(6), document.paragraph_at(7)) == ((0, 7), (7, 9))
    assert [document.quotation_around(token) is None for token in range(9)] == [True] * 4 + [False] + [True] * 4
    assert [document.token_at(character) for character in (0, 2, 3, 4, 99)] == [0, 0, 1, 2, 9]
    assert (document.text_of(2, 4), document.text_of(2, 2)) == ("Two “", "")


def test_the_outermost_quotations_are_known_by_their_marks():
    document = Document.of("“He said ‘no’ then.” “Yes. “Go.”")
    assert {mark: document.text_of(q.first, q.last) for mark, q in document.quotation_opening.items()} == {
        0: "He said ‘no’ then.",
        9: "Yes.",
        12: "Go.",
    }
    assert {mark: document.text_of(q.first, q.last) for mark, q in document.quotation_closing.items()} == {
        8: "He said ‘no’ then.",
        15: "Go.",
    }
    assert document.quotation_around(4).first == 1


def test_a_measure_is_taken_once():
    calls = []
    document = Document.of("a b")
    assert document.once(lambda d: 1) == 1

    def count(d):
        calls.append(d)
        return len(d.tokens)

    assert (document.once(count), document.once(count), len(calls)) == (2, 2, 1)


def test_what_is_kept_of_a_measure_is_given_instead_of_taking_it():
    document = Document.of("She left.")
    assert not document.has(len)
    document.keep(len, 7)
    document.keep(len, 8)
    assert document.has(len)
    assert document.once(len) == 7
    document.forget()
    assert not document.has(len)


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
    def take_apart(text):
        assert Document.of(text).quotations is not None

    small, large = (seconds(take_apart, piece * (size // len(piece)), times=3) for size in (50_000, 400_000))
    assert large < 8 * small * 4


# Many texts at once --------------------------------------------------------------------------------------------

PIECES = [
    "It",
    "rained",
    "he",
    "Mr",
    "U.S",
    "No",
    "p.m",
    "5",
    "J",
    ".",
    "!",
    "...",
    "”",
    "“",
    "'",
    "(",
    ")",
    " ",
    "\n",
    "中",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
PARTS = ("text", "tokens", "words", "starts", "ends", "paragraphs", "sentences", "quotations")


@given(st.lists(TEXTS, max_size=6), st.integers(0, 60))
def test_texts_taken_apart_together_have_the_parts_of_each(texts, at_once):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MOST_TOGETHER", at_once)
        together = list(Document.each_of(texts))
    assert len(together) == len(texts)
    for document, text in zip(together, texts, strict=True):
        alone = Document.of(text)
        assert [getattr(document, part) for part in PARTS] == [getattr(alone, part) for part in PARTS]
        assert document.edges.tolist() == [list(document.starts), list(document.ends)]
        assert document.codes.tolist() == alone.codes.tolist()
        assert [document.vocabulary.chunks.texts[number] for number in document.chunks] == text.split()


@given(TEXTS)
def test_what_types_tell_of_the_end_of_a_sentence_is_what_a_look_at_each_mark_tells(text):
    document = Document.of(text)
    stops = module._IS_END.places(document)
    parts = (document.tokens, document.words, document.starts, document.ends, document.paragraphs)
    assert module._sentences(*parts, [], stops) == document.sentences
