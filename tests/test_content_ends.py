"""Where a content ends: what speaks for and against an end at a place, and which place is taken."""

import random
from math import exp

import numpy as np
import pytest
from chosen_cues import cues_of_words

from framing.devices.attribution import find_limits
from framing.devices.content_ends import Clauses, clause_ends, end_evidence
from framing.devices.cues import find_cues
from framing.devices.joined import NOWHERE, Joined
from framing.devices.sources import find_sources
from framing.document import Document
from framing.lexicon import read_rows

# A division by zero is only a warning for numpy.
pytestmark = pytest.mark.filterwarnings("error")

BEFORE, BEHIND = "If it rains, Bo said, we stay", "Which, as he said, is so, and was."


def clause_of(documents, owner, cue, source=None, following=(), first=None, last=None):
    """The content behind a cue, up to the end of its sentence unless it is said where; words stand for their tokens."""
    document, cues = documents[owner], cues_of_words(documents, [cue, *following])
    offset, at = cues.text.offsets[owner], document.words.index(cue)
    number = np.flatnonzero(cues.heads == offset + at)
    starts = cues.lasts[number] if first is None else np.array([offset + first])
    last = document.sentence_at(at)[1] if last is None else last
    source = np.array([offset + source[0] if source else NOWHERE])
    return Clauses(cues, number, source, starts, np.array([offset + last]))


def evidence_of(documents, owner, *clause, **more):
    """Each token of one of some documents at which a content may end, with the evidence for it."""
    content = clause_of(documents, owner, *clause, **more)
    return [(at - content.cues.text.offsets[owner], found) for at, found in end_evidence(content)]


def evidence(text, *clause, **more):
    """For each place in a text where a content may end, the names of the evidence; other texts beside it or not."""
    documents = [Document.of(each) for each in (BEFORE, text, BEHIND)]
    alone = evidence_of(documents[1:2], 0, *clause, **more)
    between = evidence_of(documents, 1, *clause, **more)
    assert between == alone
    assert all(value == 1.0 for _, found in alone for value in found.values())
    return {place: set(found) for place, found in alone}


def evidence_at(marked, *clause, **more):
    """The evidence at the place behind the bar in a text."""
    before, _, behind = marked.partition("|")
    return evidence(before + behind, *clause, **more)[Document.of(before + behind).token_at(len(before))]


def test_the_evidence_at_a_place_is_the_content_so_far_what_stands_there_and_what_is_to_come():
    text = "In May she said the old dam was unsafe,| and warned of rain, men left."
    assert evidence_at(text, "said", (2, 3), ["warned"]) == {
        *("bias", "opening determiner", "part finite", "class neutral", "cue said", "main"),
        *("at and", "at and then -ed", "at and then -ed of", "at and after ,"),
        *("at and in finite", "at and in finite neutral", "at and of said"),
        *("at and opening determiner", "at and opening the, clause"),
        *("main at and", "main at and then -ed", "main at and begins True"),
        *("clause", "length 7", "at and clause", "at and length 7", "at and commas 1"),
        *("takes over finite at once", "coordinator takes over finite at once"),
        *("at and long rest", "at and verb after True", "at and then word warned"),
    }
    assert evidence_at("It fell, the men claiming Lee left town| in May", "claiming", (3, 5)) == {
        *("bias", "opening name", "part -ing", "class doubting", "cue claiming", "participial"),
        *("at in", "at in then month", "at in then month end", "at in after word"),
        *("at in in -ing", "at in in -ing doubting", "at in of claiming"),
        *("at in opening name", "at in opening name, phrase"),
        *("participial at in", "participial at in then month", "participial at in begins False"),
        *("phrase", "length 3", "at in phrase", "at in length 3", "at in commas 0"),
        *("takes over none", "in takes over none"),
        *("at in short rest", "at in verb after False", "at in then word may"),
    }


def test_a_content_may_end_at_marks_and_joints_behind_its_first_word_and_before_its_last():
    text = "She said, and so on: rain and the dam by Hull. It fell, too."
    words = Document.of(text).words
    assert [words[at] for at in evidence(text, "said")] == ["and", "so", "on", ":", "and", "by"]
    # The place where it starts is none, nor is that where it must have ended.
    assert list(evidence(text, "said", first=2)) == [3, 4, 5, 6, 8, 11]
    assert list(evidence(text, "said", first=3)) == [4, 5, 6, 8, 11]
    assert list(evidence(text, "said", first=3, last=8)) == [4, 5, 6]
    assert list(evidence(text, "said", first=3, last=9)) == [4, 5, 6, 8]
    assert [evidence(text, "said", first=3, last=last) for last in (4, 3, 2)] == [{}] * 3


def test_a_content_has_a_hundred_and_fifty_tokens_at_most():
    text = "She said " + "so " * 200
    assert list(evidence(text, "said")) == list(range(3, 2 + 150))
    assert list(evidence(text, "said", last=2 + 150)) == list(range(3, 2 + 150))
    assert list(evidence(text, "said", last=2 + 149)) == list(range(3, 2 + 149))


OPENINGS = [
    ("She said that the dam held|, so.", "said", {"opening that", "at , opening that", "at , opening that, clause"}),
    ("She said he fell|, so.", "said", {"opening subject_pronoun", "at , opening he, phrase"}),
    ("She wanted to rest|, so.", "wanted", {"opening to", "at , opening to, phrase", "class mental"}),
    ("She said Lee fell|, so.", "said", {"opening name", "at , opening name", "at , opening name, phrase"}),
    ("She said Lee was ill|, so.", "said", {"opening name", "at , opening name, clause"}),
    ("They claim it fell|, so.", "claim", {"part base", "at , in base", "at , in base doubting", "at , of claim"}),
    ("The claim it fell|, so.", "claim", {"part noun", "at , in noun", "at , in noun doubting", "cue claim"}),
]


@pytest.mark.parametrize(("text", "cue", "expected"), OPENINGS, ids=[row[0] for row in OPENINGS])
def test_the_first_word_of_a_content_and_its_cue_tell_of_its_end(text, cue, expected):
    assert expected <= evidence_at(text, cue)


@pytest.mark.parametrize(
    ("n_tokens", "size"),
    [(1, "1"), (2, "3"), (3, "3"), (4, "7"), (7, "7"), (8, "14"), (14, "14"), (15, "more"), (40, "more")],
)
def test_a_content_has_one_of_five_lengths_so_far(n_tokens, size):
    found = evidence_at(f"She said {'dam ' * n_tokens}|, so.", "said")
    assert {f"length {size}", f"at , length {size}"} <= found
    assert sum(name.startswith(("length", "at , length")) for name in found) == 2


@pytest.mark.parametrize("n_commas", range(6))
def test_commas_of_a_content_are_counted_up_to_three(n_commas):
    counted = f"at , commas {min(n_commas, 3)}"
    assert counted in evidence_at(f"Today, she said {'dam, ' * n_commas} dam|, so, or so.", "said")
    if n_commas:
        assert counted in evidence_at(f"Today, she said{', dam' * n_commas}|, so, or so.", "said")


VERBS = [
    ("She has said the dam fell|, is old.", "phrase"),
    ("She has said the dam is old|, so.", "clause"),
    ("She has said is it|, so.", "clause"),
    ("She has said it|, is so.", "phrase"),
    ("She has said dam is|, so.", "clause"),
]


@pytest.mark.parametrize(("text", "verb"), VERBS, ids=[row[0] for row in VERBS])
def test_a_content_is_a_clause_from_its_first_auxiliary_on(text, verb):
    found = evidence_at(text, "said")
    assert {verb, f"at , {verb}"} <= found
    assert not {"clause", "phrase"} - {verb} & found


@pytest.mark.parametrize(("n_tokens", "rest"), [(1, "short"), (4, "short"), (5, "long"), (9, "long")])
def test_what_is_left_of_the_sentence_is_long_from_five_tokens_on(n_tokens, rest):
    [place] = [f"at , {rest} rest"]
    assert place in evidence_at(f"She said it|, {'dam ' * (n_tokens - 1)}\n\nIt fell there by the town.", "said")
    assert place in evidence_at("She said it|, " + "dam " * 12, "said", last=3 + n_tokens)


@pytest.mark.parametrize(("n_between", "verb_after"), [(0, True), (1, True), (10, True), (11, False), (20, False)])
def test_a_verb_is_looked_for_among_the_eleven_tokens_after_a_place(n_between, verb_after):
    text = f"She said it was|, {'dam ' * n_between} is old."
    assert f"at , verb after {verb_after}" in evidence_at(text, "said")
    assert "at , verb after False" in evidence_at(text, "said", last=5 + n_between)
    assert f"at , verb after {verb_after}" in evidence_at(text, "said", last=6 + n_between)


def test_a_verb_before_a_place_is_none_after_it():
    assert "at , verb after False" in evidence_at("She said it was and is|, so.", "said")


@pytest.mark.parametrize(
    ("last", "after", "second"),
    [(6, "coordinator", "determiner"), (7, "coordinator", "determiner"), (5, "coordinator", "end"), (4, "end", "end")],
)
def test_the_classes_and_the_word_after_a_place_are_those_before_the_latest_end(last, after, second):
    found = evidence_at("She said it|, and the dam, too.", "said", last=last)
    assert {f"at , then {after}", f"at , then {after} {second}", "at , after object_pronoun"} <= found
    assert (f"main at , then {after}" in found, "at , then word and" in found) == (True, last > 4)


TELLING = [
    ("She said it fell|; the men left", None),
    ("She said it fell|, the men left", "at , then word the"),
    ("She said it fell| and the men left", "at and then word the"),
    ("She said it fell|, and men left", "at , then word and"),
    ("She said it fell, the men| of the town left", None),
    ("She said it fell| by the town", None),
    ("She said it fell| with the town", "at with then word the"),
]


@pytest.mark.parametrize(("text", "told"), TELLING, ids=[row[0] for row in TELLING])
def test_the_word_after_a_place_tells_at_commas_and_some_joints_and_nowhere_else(text, told):
    after = text.partition("|")[2].split()[1]
    words = [name for name in evidence_at(text, "said") if name.endswith(f"then word {after}")]
    assert words == [told] * (told is not None)


TAKING_OVER = [
    ("She said it|, warned", ["warned"], "finite at once"),
    ("She said it|, then warned", ["warned"], "finite"),
    ("She said it|, so so so so warned", ["warned"], "finite"),
    ("She said it|, so so so so so warned", ["warned"], "none"),
    ("She said it warned|, so", ["warned"], "none"),
    ("She said it warned|, adding", ["warned", "adding"], "-ing at once"),
    ("She said it|, warned then adding", ["warned", "adding"], "finite at once"),
    ("She said it|, in a claim", ["claim"], "noun"),
    ("She said it|, they claim", ["claim"], "base"),
    ("She said it|, they zap", ["zap"], "other"),
    ("She said it|, according to it", ["according"], "preposition at once"),
    ("She said it|: they fell", [":"], "none"),
    ("She said it|, they warned", [], "none"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "following", "expected"), TAKING_OVER, ids=[row[0] for row in TAKING_OVER])
def test_the_next_cue_takes_over_when_it_stands_within_five_tokens_after_a_place(text, following, expected):
    found, mark = evidence_at(text, "said", following=following), text.partition("|")[2][0]
    assert {name for name in found if "takes over" in name} == {
        f"takes over {expected}",
        f"{mark} takes over {expected}",
    }


@pytest.mark.parametrize(("n_between", "taking_over"), [(0, "finite"), (6, "finite"), (7, "none"), (9, "none")])
def test_the_eighth_cue_after_its_own_takes_nothing_over(n_between, taking_over):
    between = "rain told rain denied rain feared rain added rain noted rain argued rain hoped rain knew rain thought"
    words = between.split()[: 2 * n_between]
    found = evidence_at(f"She said {' '.join(words)} it|, then warned us.", "said", following=[*words[1::2], "warned"])
    assert f"takes over {taking_over}" in found


def test_a_cue_after_the_end_of_a_sentence_takes_nothing_over():
    text = "She said it|, so\n\nwarned Lee."
    assert "takes over none" in evidence_at(text, "said", following=["warned"])
    # Unless the content may last as long.
    assert "takes over finite" in evidence_at(text, "said", following=["warned"], last=6)
    assert "takes over none" in evidence_at(text, "said", following=["warned"], last=5)


SIDES = [
    # text, cue, source, kind of clause, whether its sentence opens with a side clause
    ("She said it|, so.", "said", (0, 1), "main", False),
    ("Then said she it|, so.", "said", (2, 3), "main", False),
    ("It fell. Then said it|, so.", "said", None, "main", False),
    ("The men, who said it|, so.", "said", (3, 4), "relative", False),
    ("The report that said it|, so.", "said", (2, 3), "relative", False),
    ("The report, which was saying it|, so.", "saying", (3, 4), "relative", False),
    ("She left, saying it|, so.", "saying", (0, 1), "participial", False),
    ("As she left saying it|, so.", "saying", (1, 2), "participial", True),
    ("Who knows what Ann said it|, so.", "said", (3, 4), "main", False),
    # The word before, or the one before that, opens a subordinate clause.
    ("As she said it|, so.", "said", (1, 2), "subordinate", True),
    ("If she said it|, so.", "said", (1, 2), "subordinate", False),
    ("Where then she said it|, so.", "said", (2, 3), "subordinate", False),
    ("It fell as Ann Lee said it|, so.", "said", (3, 5), "subordinate", False),
    ("It fell because then she said it|, so.", "said", (4, 5), "subordinate", False),
    ("As then said it she|, so.", "said", (4, 5), "subordinate", True),
    ("As then said it|, so.", "said", None, "subordinate", True),
    ("As then there said it she|, so.", "said", (5, 6), "main", True),
    ("As then there she said it|, so.", "said", (3, 4), "main", True),
    ("As as said it|, so.", "said", (1, 2), "subordinate", True),
    ("It fell as said it|, so.", "said", (2, 3), "main", False),
    # Further away, up to eight words.
    ("Because then there she said it|, so.", "said", (3, 4), "after subordinator", True),
    (f"Because{' then' * 7} she said it|, so.", "said", (8, 9), "after subordinator", True),
    (f"Because{' then' * 8} she said it|, so.", "said", (9, 10), "main", True),
    ("Which she said it|, so.", "said", (1, 2), "after relative", False),
    (f"It fell, which{' then' * 7} she said it|, so.", "said", (11, 12), "after relative", False),
    (f"It fell, which{' then' * 8} she said it|, so.", "said", (12, 13), "main", False),
    ("Because it fell, which then there she said it|, so.", "said", (7, 8), "after subordinator", True),
    # Not in the sentence before.
    ("It fell because\n\nShe said it|, so.", "said", (2, 3), "main", False),
    ("It fell because\n\nThen she said it|, so.", "said", (3, 4), "main", False),
    ("It fell, because of which\n\nThen there she said it|, so.", "said", (8, 9), "main", False),
    ("It fell\n\nAs she said it|, so.", "said", (3, 4), "subordinate", True),
    # What a sentence opens with.
    ("In May she said it|, so.", "said", (2, 3), "main", True),
    ("On Monday she said it|, so.", "said", (2, 3), "main", False),
    ("standing there she said it|, so.", "said", (2, 3), "main", True),
    ("It fell. In May she said it|, so.", "said", (5, 6), "main", True),
    ("In May it fell. She said it|, so.", "said", (5, 6), "main", False),
    ("Said she it|, so. In May it fell.", "said", (1, 2), "main", False),
]


@pytest.mark.parametrize(("text", "cue", "source", "clause", "opens"), SIDES, ids=[row[0] for row in SIDES])
def test_what_stands_to_the_left_of_a_cue_tells_of_its_clause(text, cue, source, clause, opens):
    found = evidence_at(text, cue, source)
    told = {clause, f"{clause} at ,", f"{clause} at , then adverb", f"{clause} at , then coordinator"}
    assert {clause, f"{clause} at ,", f"{clause} at , begins {opens}"} <= found
    assert {name for name in found if name.startswith(clause)} - told == {f"{clause} at , begins {opens}"}


WEIGHTS = {row["feature"]: float(row["weight"]) for row in read_rows("attribution_ends")}
WORDS = [
    *("the", "dam", "of", "rain", ",", ",", ",", "and", "but", "who", "as", "in", "said", "he", "that", "was", "will"),
    *("warned", "town", "fell", "to", "adding", "which", "if", "on", "a", "while", "she", "Lee", "Monday", ":", "—"),
    *("because", "according", "where", "not"),
]


# Where what is still open behind a nearly certain end would be enough to make another one likelier.
NEARLY_CERTAIN = [
    "He said , dam dam — was a warned she that but and of said warned she she who — Lee as he.",
    "He said on to where , , and , he she while in as and , she said town but which she rain : and who but , according "
    "while town warned Lee fell warned.",
    "He said but : to a where : not not but which town the said she will because was dam said she Monday adding will "
    "while in because who said if a but — the , where — warned which adding , fell but , Lee to the.",
]


@pytest.fixture(scope="module")
def clauses():
    """The contents behind the cues in sentences of words in no order, one after the other."""
    lot = random.Random(3)
    sentences = [f"He said {' '.join(lot.choices(WORDS, k=lot.randint(5, 60)))}." for _ in range(100)]
    cues = find_cues(Joined.of([Document.of(sentence) for sentence in [*sentences, *NEARLY_CERTAIN]]))
    limits = find_limits(cues)
    numbers = np.flatnonzero(cues.lasts < limits.ends)
    sources = find_sources(cues, limits).starts[numbers]
    return Clauses(cues, numbers, sources, cues.lasts[numbers], limits.ends[numbers])


def some(clauses, numbers):
    """Some of the contents."""
    columns = (clauses.numbers, clauses.sources, clauses.starts, clauses.lasts)
    return Clauses(clauses.cues, *(column[numbers] for column in columns))


def expected_end(clause):
    """Where a content ends by its evidence, step by step."""
    text, [start], [last] = clause.cues.text, clause.starts.tolist(), clause.lasts.tolist()
    owner, still_open = text.owners(start), 1.0
    document, offset = text.documents[owner], text.offsets[owner]
    ends, odds = [], []
    for place, found in end_evidence(clause):
        weight = sum(WEIGHTS.get(name, 0.0) * value for name, value in found.items())
        ends.append(place)
        odds.append(still_open / (1.0 + exp(-weight)))
        still_open -= odds[-1]
        if still_open < 0.01:
            break
    ends.append(last)
    odds.append(still_open)
    lengths = [document.ends[end - offset - 1] - document.starts[start - offset] for end in ends]
    # Ends that are about as far count for each other.
    support = [
        round(sum(odds[k] for k, other in enumerate(lengths) if 0.65 * length <= other <= length / 0.65), 9)
        for length in lengths
    ]
    return ends[max(range(len(ends)), key=lambda k: (support[k], odds[k], -k))]


def test_a_content_ends_where_most_of_the_evidence_is_in_or_near(clauses):
    found, n_contents = clause_ends(clauses), len(clauses.starts)
    assert found.tolist() == [expected_end(some(clauses, [number])) for number in range(n_contents)]
    assert 20 < (found == clauses.lasts).sum() < n_contents - 20


def test_contents_end_together_where_each_ends_alone(clauses):
    together, numbers = clause_ends(clauses).tolist(), np.arange(len(clauses.starts))
    assert [clause_ends(some(clauses, [number])).item() for number in numbers[::4]] == together[::4]
    assert clause_ends(some(clauses, numbers[::-1])).tolist() == together[::-1]
    assert clause_ends(some(clauses, numbers[:0])).tolist() == []
