"""Characters that are no plain letters: offsets stay those of the text as given, and words stay the words they are."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.cleaning import apply_changes, clean
from framing.document import Document
from framing.testing import STORY

# What stands before a text must not move what is found in it, but by its length.
ODD = {
    "combining marks": "e\u0301 a\u0308\u0323 n\u0303o\u0302 \u0301",
    "a tower of marks": "a" + "\u0301\u0316" * 200,
    "lone surrogates": "\ud83d and \udc00",
    "a pair of surrogates": "\ud83d\ude00 smiles",
    "astral letters": "𝐁𝐨𝐥𝐝 and 𐐀𐐁",
    "zero-width characters": "an\u200bother\u200c wo\u200drd\u2060",
    "bidirectional controls": "\u202eright\u202c \u2066left\u2069 \u200e\u200f\u061c",
    "byte order marks": "\ufeffone\ufeff",
    "full-width forms": "Ｆｕｌｌ　ｗｉｄｔｈ，１２３！",
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "flags and skins": "\U0001f1e7\U0001f1fe \U0001f44d\U0001f3fd",
    "keycaps and variations": "1\ufe0f\u20e3 \u2764\ufe0f\u200d\U0001f525",
    "tags": "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "letters that grow in lower case": "İİİ ẞ",
    "ligatures": "ﬁnd ﬄ ŉ ǅ",
    "a right-to-left script": "שלום عليكم",
    "scripts without spaces": "東京都知事 ประเทศไทย",
    "private and unassigned": "\ue000 \U0010ffff \u0378",
    "controls": "\x00\x07\x1b[31m\x7f",
    "soft hyphens": "Gov\u00adern\u00adment",
    "spaces of every width": "a\u00a0b\u2003c\u3000d\u205fe",
    "conjoining jamo": "\u1112\u1161\u11ab",
}


def extract(text):
    # Objects, as pandas' own strings hold no lone surrogate.
    return framing.extract(pd.DataFrame({"text": pd.Series([text], dtype="object")}))


def found(text, shift=0):
    """Spans and attributions with their places counted from ``shift`` on, those before it left out."""
    result = extract(text)
    assert all(text[span.start : span.end] == span.text for span in result.spans.itertuples())
    spans = [
        (span.device, span.category, span.start - shift, span.text, span.voice)
        for span in result.spans.itertuples()
        if span.start >= shift
    ]
    said = result.attributions[result.attributions["cue_start"] >= shift]
    for part in ("cue", "source", "content"):
        said = said.assign(**{f"{part}_{end}": said[f"{part}_{end}"] - shift for end in ("start", "end")})
    return spans, said.drop(columns="doc").astype("object").fillna("none").values.tolist()


@pytest.fixture(scope="module")
def plain():
    return found(f"Rain.\n\n{STORY}", 7)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_stands_before_a_text_moves_offsets_by_its_length_alone(odd, plain):
    assert found(f"{odd}\n\n{STORY}", len(odd) + 2) == plain


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_characters_between_words_leave_every_offset_right(odd):
    text = f" {odd} ".join(STORY.split(" "))
    found(text)
    document = Document.of(text)
    assert all(text[a:b] == token for a, b, token in zip(document.starts, document.ends, document.tokens, strict=True))
    cleaned = clean(text)
    assert apply_changes(text, cleaned.changes) == cleaned.text


# A grave accent opens a quotation when it is doubled.
ODD_SIGNS = st.characters(
    categories=["Mn", "Me", "Cf", "Cs", "Co", "So", "Sk", "Lo", "Nl", "Zs"], exclude_characters="`"
)


@settings(max_examples=20)
@given(st.text(ODD_SIGNS, max_size=30))
def test_any_odd_paragraph_before_a_text_leaves_its_spans(plain_short, odd):
    assert found(f"{odd}.\n\n{SHORT}", len(odd) + 3) == plain_short


SHORT = "It may rain, Ann Lee reportedly said."


@pytest.fixture(scope="module")
def plain_short():
    return found(f"Rain.\n\n{SHORT}", 7)


ACCENTED = "José Núñez reportedly said that the café may close. “Ça va,” Zoë Brontë insisted."


def test_both_normal_forms_hold_the_same_findings():
    composed, decomposed = (unicodedata.normalize(form, ACCENTED) for form in ("NFC", "NFD"))
    assert len(decomposed) > len(composed)
    one, other = (extract(text) for text in (composed, decomposed))
    for table, names in (
        ("spans", ["device", "category", "text"]),
        ("attributions", ["kind", "cue", "source", "speaker"]),
    ):
        first, second = (getattr(result, table)[names] for result in (one, other))
        again = second.map(lambda cell: unicodedata.normalize("NFC", cell) if isinstance(cell, str) else cell)
        assert first.fillna("").values.tolist() == again.fillna("").values.tolist()
    assert one.features["n_words"].tolist() == other.features["n_words"].tolist()


def full_width(text):
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


@pytest.mark.parametrize("word", ["reportedly", "supposedly", "perhaps"])
@pytest.mark.parametrize(
    "guise",
    [
        full_width,
        str.upper,
        lambda word: "\u00ad".join(word),
        lambda word: "\u200b".join(word),
        lambda word: word[:3] + "\u2060" + word[3:],
        lambda word: "\u200d".join(word),
    ],
    ids=["full width", "capitals", "soft hyphens", "zero-width spaces", "a word joiner", "joiners"],
)
def test_a_hedge_in_any_guise_is_found_where_it_stands(word, guise):
    text = f"👍🏽 It \U0001f468\u200d\U0001f469 was {guise(word)} late."
    [span] = [span for span in extract(text).spans.itertuples() if span.device == "hedge"]
    assert (span.start, span.end) == (text.index(guise(word)), text.index(guise(word)) + len(guise(word)))


def test_a_letter_that_grows_in_lower_case_moves_no_offset():
    text = "İstanbul İs İİİİ; it may rain, İpek İnan said."
    result = extract(text)
    [may] = result.spans.loc[result.spans["text"] == "may", "start"]
    [said] = result.attributions["cue_start"]
    assert (may, said) == (text.index("may"), text.index("said"))


def test_an_override_cannot_hide_words_in_a_page():
    text = "It may \u202erain\u202c today. \u2066Perhaps\u2069 not."
    page = framing.show(extract(text), 0)._repr_html_()
    assert "unicode-bidi: isolate" in page and "\u202e" in page
    assert "reported" not in framing.concordance(extract(text), "hedge")["left"].str.cat()


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_a_page_can_be_sent_whatever_the_article_holds(odd, tmp_path):
    result = extract(f"{odd} may rain, {odd} said.")
    saved = framing.show(result, 0, path=tmp_path / "a.html").title
    assert saved and (tmp_path / "a.html").read_text("utf-8")
    result._repr_html_().encode()
