"""Contents of attribution: on which side of its cue a content stands, where it starts, and what it takes in."""

import pytest

from framing.devices.attribution import attributions
from framing.document import Document


def content_of(text, cue):
    document = Document.of(text)
    one = next(one for one in document.once(attributions) if one.cue.lower() == cue)
    return None if one.content_start is None else text[one.content_start : one.content_end]


def check(text, cue, content):
    """Compare the content of a cue with what is expected, in the text as it is and with more before it."""
    for before in ("", "It was a long, cold winter for the town. "):
        assert content_of(f"{before}{text}", cue) == content


THE_DAM = "The dam had cracked"
# Words between source and verb, and what follows the verb: none of it belongs to the content.
BEFORE_ITS_SOURCE = [
    "said Lee.", "said the mayor of Hull on Monday.", "said Lee, who won.", "Lee said.", "Lee said!", "Lee has said.",
    "Lee would say.", "Lee did say.", "Lee openly said.", "Lee also said.", "Lee never said.", "Lee said in Hull.",
    "Lee said in May 2014.", "Lee said on Monday.", "Lee said at noon.", "Lee said as he left.", "Lee said by phone.",
    "Lee said quickly.", "Lee said Monday.", "Lee said again in May.", "Lee said while he was in town.",
    "Lee said — twice.", "Lee said - twice.", "Lee said; he left.", "Lee said, the old mayor.",
    "Lee said during the long meeting of the council.", "Lee reported on Monday.", "Lee would say on Monday.",
]  # fmt: skip


@pytest.mark.parametrize("rest", BEFORE_ITS_SOURCE)
@pytest.mark.parametrize("mark", [",", " —", " –"])
def test_a_clause_before_source_and_cue_is_the_content(rest, mark):
    text = f"{THE_DAM}{mark} {rest}"
    [one] = Document.of(text).once(attributions)
    assert text[one.content_start : one.content_end] == THE_DAM


INTERRUPTED = [
    "had cracked, but it held", "is old", "will go", "did crack", "never cracked", "cracked", "cracks", "old and grey",
    "of Hull had cracked", "to rest", "that held the lake had cracked", "and the road had cracked", "not the road",
    "because it was old", "“had cracked” in May", "“had cracked.”",
]  # fmt: skip


@pytest.mark.parametrize("rest", INTERRUPTED)
def test_a_clause_that_source_and_cue_interrupt_is_the_content_with_them(rest):
    content = f"The dam, Lee said, {rest}"
    check(content if rest.endswith("”") else f"{content}.", "said", content)


# Text, cue, content.
SIDES = [
    # What precedes is no clause of its own: the content follows.
    ("The dam had cracked, Lee said the road was open.", "said", "the road was open"),
    ("The dam had cracked, Lee said to keep calm.", "said", "to keep calm"),
    ("When the dam had cracked, Lee said that it was old.", "said", "that it was old"),
    ("As the dam had cracked, Lee said nothing.", "said", "nothing"),
    ("So the dam had cracked, Lee said on Monday.", "said", "the dam had cracked"),
    ("The dam, Lee said, he liked.", "said", "he liked"),
    ("For the town, Lee said, the dam had cracked.", "said", "the dam had cracked"),
    ("The dam was cold and grey, Lee said.", "said", "The dam was cold and grey"),
    ("Old dams crack, Lee said.", "said", "Old dams crack"),
    ("The dam, Lee said, was “old. It fell.” He left.", "said", "The dam, Lee said, was “old. It fell.”"),
    ("No, said Lee.", "said", "No"),
    ("It fell, said Lee.", "said", "It fell"),
    ("The dam had cracked (it was old), Lee said.", "said", "The dam had cracked (it was old)"),
    ("And the dam had cracked, Lee said.", "said", "the dam had cracked"),
    # A participle.
    ("“It fell,” Lee said, adding that it rained.", "adding", "that it rained"),
    ("Lee said it fell, adding that it rained.", "adding", "that it rained"),
    ("“It fell,” Lee wrote, calling it a shame.", "calling", "it a shame"),
    ("Lee wrote “it fell,” adding that it rained.", "adding", "that it rained"),
    ("Lee said: “It fell,” calling it a shame.", "calling", "it a shame"),
    # As reported.
    ("As reported by Lee, the dam had cracked.", "reported", "the dam had cracked"),
    ("As was reported by Lee, the dam had cracked.", "reported", "the dam had cracked"),
    ("As Lee reported, the dam had cracked.", "reported", "the dam had cracked"),
    ("As reported by Lee of the old town of Hull, the dam had cracked.", "reported", "the dam had cracked"),
    ("The dam had cracked, as reported by Lee.", "reported", "The dam had cracked"),
    ("As reported by Lee on Monday, the dam had cracked.", "reported", "the dam had cracked"),
    ("Dams, as reported by Lee, had cracked.", "reported", "Dams"),
    ("The dam had cracked as reported by Lee.", "reported", "The dam had cracked"),
    ("The old dam, as reported by Lee, had cracked.", "reported", "The old dam"),
    # A passive with its agent.
    ("The dam was criticized by Lee.", "criticized", "The dam"),
    ("The old dam of Hull was also sharply criticized by Lee.", "criticized", "The old dam of Hull"),
    ("The old dam has been criticized by Lee on Monday.", "criticized", "The old dam"),
    ("It rained and the old dam was not criticized by Lee.", "criticized", "the old dam"),
    ("The old dam had, again, been criticized by Lee.", "criticized", "The old dam"),
    # According to.
    ("According to Lee, the dam had cracked.", "according to", "the dam had cracked"),
    ("According to Lee the dam had cracked.", "according to", "the dam had cracked"),
    ("But according to Lee, the dam had cracked.", "according to", "the dam had cracked"),
    ("Still, according to Lee, the dam had cracked.", "according to", "the dam had cracked"),
    ("The dam had cracked, according to Lee.", "according to", "The dam had cracked"),
    ("The dam had cracked — according to Lee.", "according to", "The dam had cracked"),
    ("The dam had cracked according to Lee, a baker.", "according to", "The dam had cracked"),
    ("The dam was old, according to Lee, and had cracked in the cold.", "according to", "The dam was old"),
    *[(f"{text}.", "according to", text) for text in (
        "The dam, according to Lee, had cracked in the cold of May",
        "The dam, according to Lee and Orr, had cracked in the cold of May",
        "The old dam of the town, according to Lee, had cracked in the cold of May",
        "The very old dam of the town, according to Lee, had cracked in the cold of May",
    )],
    ("“The dam fell,” according to Lee.", "according to", "“The dam fell,”"),
    ("“It had gone,” according to Lee. “It fell.”", "according to", "“It had gone,” according to Lee. “It fell.”"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "cue", "content"), SIDES)
def test_a_content_stands_on_the_side_where_its_sentence_has_it(text, cue, content):
    check(text, cue, content)


QUOTED_BEFORE = [
    # Text, content: marks and what stands between a quotation and its source.
    *[(f"{quoted} Lee said.", quoted) for quoted in (
        "“The dam fell,”", "“The dam fell—”", "“The dam fell-”", "“The dam fell (at last),”",
        "“The dam fell (at last?)”", "“The dam fell [at last],”", "“The dam fell ‘at last,’”", "“The dam fell?”",
        "“The dam fell!”",
        "“Did the dam fall ‘at last’?”", "“It was old. The dam fell,”",
    )],
    *[(f"“The dam fell”{mark} Lee said.", "“The dam fell”") for mark in (",", " —", " –")],
    # A quotation that ends a sentence of its own is not what is said next.
    ("“The dam fell.” Lee said the road was open.", "the road was open"),
    # The writer's words before it.
    ("It was “the old dam,” Lee said.", "It was “the old dam,”"),
    ("It was “old, gone and a shame for the town,” Lee said.", "It was “old, gone and a shame for the town,”"),
    ("It rained, and it was “the old dam,” Lee said.", "It rained, and it was “the old dam,”"),
    ("It was old: “The dam fell,” Lee said.", "“The dam fell,”"),
    ("It was old, “the dam fell,” Lee said.", "“the dam fell,”"),
    ("The dam was “old.” “It fell,” Lee said.", "“It fell,”"),
    ("“It was old.” The dam fell. “It was gone,” said Lee.", "“It was gone,”"),
    ("“It was old.\n\n“It was gone,” Lee said.", "“It was gone,”"),
    # What goes on after it.
    *[(text, text) for text in (
        "“The dam fell,” Lee said, “in May.”",
        "“The dam fell,” Lee said. “It was old.”",
        "“The dam fell,” Lee said. “It was old.\n\n“It was gone.”",
        "“The dam of the old town fell,” said Lee, the mayor, “in May.”",
        "“The dam of the old town fell in May,” said Lee, an old baker from Hull, “and so did the road.”",
        "“It was a bad day,” said Lee, a baker. “It was old and it was cold.”",
        "It was a “bad day,” Lee said, “for the town.”",
    )],
    ("“The dam of the old town fell,” said Lee. “It was old.” He left.",
     "“The dam of the old town fell,” said Lee. “It was old.”"),
    ("“The dam fell,” Lee said: “It was old.\n\n“It was gone.\n\n“We left.”\n\nHe left.",
     "“The dam fell,” Lee said: “It was old.\n\n“It was gone.\n\n“We left.”"),
    ("“The dam fell,” Lee said. “It was old,” Orr said.", "“The dam fell,”"),
    ("“The dam,” Lee said, “fell,” and left.", "“The dam,” Lee said, “fell,”"),
    ("‘The dam fell,’ Lee said.", "‘The dam fell,’"),
    ("“The dam fell,” Lee said. He left. “It was old.”", "“The dam fell,”"),
    ("“The dam fell,” Lee said.\n\n“It was old.”", "“The dam fell,”"),
    ("“The dam fell,” Lee said, and he left “in May.”", "“The dam fell,”"),
    ("“The dam fell,” Lee said, who was “old.”", "“The dam fell,”"),
    ("“The dam fell,” Lee said, who has the “old” map.", "“The dam fell,”"),
    ("“The dam fell,” Lee said, who would see the “old” map.", "“The dam fell,”"),
    ("“The dam,” said Lee, who sold bread in the town of Hull for so many years, “fell.”", "“The dam,”"),
    ("“The dam fell,” said Lee (43).", "“The dam fell,”"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "content"), QUOTED_BEFORE)
def test_a_quotation_before_its_source_is_the_content(text, content):
    check(text, "said", content)


@pytest.mark.parametrize(("between", "goes_on"), [("old baker", True), ("tall baker", False)])
def test_a_quotation_goes_on_after_an_interruption_shorter_than_both_parts(between, goes_on):
    text = f"“The dam is old,” said Lee, {between}. “It fell.”"
    assert content_of(text, "said") == (text if goes_on else "“The dam is old,”")


AFTER = [
    # Openings before a quotation.
    *[(f"{opening}, Lee said, “The dam fell.”", "said", "“The dam fell.”") for opening in (
        "After the rain", "At noon", "As he left", "With the rain", "During the rain", "On Monday", "In the cold town",
    )],
    ("At noon, Lee said “the dam fell.”", "said", "“the dam fell.”"),
    ("On Monday, Lee said: “The dam fell.”", "said", "“The dam fell.”"),
    ("The rain, Lee said, “was cold.”", "said", "The rain, Lee said, “was cold.”"),
    ("In the rain, Lee said that it was “old.”", "said", "that it was “old.”"),
    # A quotation right after the cue, and one that is a part of a clause.
    ("Lee said, “No.”", "said", "“No.”"),
    ("Lee said on Monday, “The dam fell.”", "said", "“The dam fell.”"),
    ("Lee said “the old dam of the town fell” in May of the year.", "said", "“the old dam of the town fell”"),
    ("Lee said “no” to the old dam.", "said", "“no” to the old dam"),
    ("Lee said: “It fell in the night,” and left.", "said", "“It fell in the night,”"),
    ("Lee said: the dam fell.", "said", "the dam fell"),
    ("Lee said the “old” dam fell.", "said", "the “old” dam fell"),
    ("Lee said “the dam” fell.", "said", "“the dam” fell"),
    ("Lee said he was told, “The dam fell.”", "said", "he was told, “The dam fell.”"),
    ("Lee said that “the dam fell.”", "said", "that “the dam fell.”"),
    ("Lee said: “The dam fell. It was old.\n\n“It was gone.”", "said", "“The dam fell. It was old.\n\n“It was gone.”"),
    # A content does not end inside a quotation.
    ("Lee said that the dam was “old, cold, and gone. It fell.” He left.", "said",
     "that the dam was “old, cold, and gone. It fell.”"),
    ("Lee said it is this: “The dam fell. It was old.” He left.", "said", "it is this: “The dam fell. It was old.”"),
    ("Lee said it is this:\n\n“The dam fell. It was old.”\n\nHe left.", "said",
     "it is this:\n\n“The dam fell. It was old.”"),
    ("Lee said it is this:\n\nThe dam fell.", "said", "it is this"),
    ("Lee said it is this.\n\n“The dam fell.”", "said", "it is this"),
    # Addressees.
    *[(f"Lee told {rest}.", "told", content) for rest, content in (
        ("reporters on Monday that the dam fell", "that the dam fell"),
        ("reporters in the town hall of Hull on Monday that the dam fell", "that the dam fell"),
        ("the town the dam fell", "the dam fell"),
        ("the mayor of the town the dam fell", "the dam fell"),
        ("the mayor in the town the dam fell", "the dam fell"),
        ("the mayor with the hat the dam fell", "the dam fell"),
        ("the town he was ill", "he was ill"),
        ("reporters he was ill", "he was ill"),
        ("reporters he’s ill", "he’s ill"),
        ("them they were ill", "they were ill"),
        ("them, the dam fell", "the dam fell"),
        ("the town: The dam fell", "The dam fell"),
        ("the town to leave", "to leave"),
        ("the town who fell", "who fell"),
    )],
    ("Lee told the town “the dam fell.”", "told", "“the dam fell.”"),
    ("Lee told The Post, “The dam fell.”", "told", "“The dam fell.”"),
    ("Lee told The Post in a long call on Monday, “The dam fell.”", "told", "“The dam fell.”"),
    ("Lee asked the town what fell.", "asked", "what fell"),
    ("Lee asked the town if it fell.", "asked", "if it fell"),
    ("Lee asked her why the dam fell.", "asked", "why the dam fell"),
    ("Lee urged the town to leave.", "urged", "to leave"),
    ("Lee warned the town that the dam would fall.", "warned", "that the dam would fall"),
    ("Lee assured us the dam was safe.", "assured", "the dam was safe"),
    ("Lee reminded the town in Hull that the dam fell.", "reminded", "that the dam fell"),
    ("Lee informed him with the letter that the dam fell.", "informed", "that the dam fell"),
    # Adverbials and marks.
    *[(f"Lee announced {between} the dam was closed.", "announced", "the dam was closed") for between in (
        "last week", "earlier this month", "next year", "this morning", "last spring", "last night", "Monday", "openly",
        "again", "again last week", "—", "–",
    )],
    *[(f"Lee announced {between} that the dam was closed.", "announced", "that the dam was closed") for between in (
        "last week", "in Hull", "at noon", "on Monday", "in Hull on Monday", "in the cold and very old hall",
    )],
    ("Lee announced, again, that the dam was closed.", "announced", "that the dam was closed"),
    ("Lee announced: the dam was closed.", "announced", "the dam was closed"),
    ("Lee announced this dam was closed.", "announced", "this dam was closed"),
    # Marks at the edges.
    ("Lee said that the dam fell, and:", "said", "that the dam fell"),
    ("Lee said that the dam fell;", "said", "that the dam fell"),
    ("Lee said that the dam fell —", "said", "that the dam fell"),
    ("Lee said that the dam fell (", "said", "that the dam fell"),
    ("Lee said and the dam fell.", "said", "the dam fell"),
    ("Lee said nothing.", "said", "nothing"),
    ("Lee announced.", "announced", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "cue", "content"), AFTER)
def test_a_content_after_its_cue_starts_where_the_words_of_the_writer_end(text, cue, content):
    check(text, cue, content)


TURNS = [
    # Who speaks, how it goes on, what is said: to the end of the paragraph where the colon stands near its start.
    ("ANN LEE", "We think that we will win. It is ours.", "We think that we will win. It is ours"),
    ("ANN LEE", "We think that we will win. It is ours.\n\nHe left.", "We think that we will win. It is ours"),
    ("ANN LEE", "And we think that we will win.", "we think that we will win"),
    ("MAYOR ANN LEE OF OLD HULL", "We think that we will win. It is ours.", "We think that we will win. It is ours"),
    ("MAYOR ANN LEE OF OLD HULL TOWN", "We think that we will win. It is ours.", "We think that we will win"),
    ("He sat. ANN LEE", "We think that we will win. It is ours.", "We think that we will win. It is ours"),
    ("Then he sat in the hall. ANN LEE", "We think that we will win. It is ours.", "We think that we will win"),
]


@pytest.mark.parametrize(("who", "goes_on", "said"), TURNS)
def test_a_turn_after_a_name_and_a_colon_is_what_is_said(who, goes_on, said):
    assert content_of(f"It rained.\n\n{who}: {goes_on}", ":") == said
