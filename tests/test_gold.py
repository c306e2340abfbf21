"""Gold is read as its publishers lay it out; every file here is tiny and of our own sentences."""

import gzip
import json
import warnings

import pytest

from framing.gold import (
    Annotation,
    GoldError,
    make_gold,
    read_babe,
    read_basil,
    read_conllu,
    read_golds,
    read_lines,
    read_polnear,
    read_standoff,
)

ARTICLE = "Mayor Ruiz said that the bridge was safe.\n\n“Wait,” she added. “It will open.”\n"


def brat(*events):
    """An .ann file of events, each a list of (role, stretches)."""
    lines, number = [], 0
    for at, event in enumerate(events, 1):
        arguments = []
        # The publisher's files have a mark for the whole event too, which stands at the cue and comes first.
        for role, stretches in [("Attribution", event[0][1]), *event]:
            number += 1
            words = " ".join(ARTICLE[start:end].replace("\n", " ") for start, end in stretches)
            places = ";".join(f"{start} {end}" for start, end in stretches)
            lines.append(f"T{number}\t{role} {places}\t{words}")
            arguments.append(f"{role}:T{number}")
        lines.append(f"E{at}\t{' '.join(arguments)}")
    return "\n".join(lines) + "\n"


def place(words):
    start = ARTICLE.index(words)
    return start, start + len(words)


INDIRECT = [
    ("Cue", [place("said")]),
    ("Source", [place("Mayor Ruiz")]),
    ("Content", [place("that the bridge was safe")]),
]
DIRECT = [
    ("Cue", [place("added")]),
    ("Source", [place("she")]),
    ("Content", [place("“Wait,”"), place("“It will open.”")]),
]


@pytest.fixture
def polnear(tmp_path):
    folder = tmp_path / "dev"
    (folder / "text").mkdir(parents=True)
    (folder / "attributions").mkdir()
    (folder / "text" / "herald_2016-01-02_bridge.txt").write_text(ARTICLE, "utf-8")
    return folder


def annotate(folder, text, coder="ab12"):
    (folder / "attributions" / f"herald_2016-01-02_bridge_{coder}.ann").write_text(text, "utf-8")


def words_of(gold, part):
    rows = gold.annotations[gold.annotations["part"] == part]
    return [gold.texts.loc[row.id, "text"][row.start : row.end] for row in rows.itertuples()]


def test_polnear_gives_cues_sources_and_contents_with_the_outlet(polnear):
    annotate(polnear, brat(INDIRECT, DIRECT))
    gold = read_polnear(polnear)
    assert gold.name == "PolNeAR dev"
    assert gold.texts["outlet"].tolist() == ["herald"]
    assert words_of(gold, "cue") == ["said", "added"]
    assert words_of(gold, "source") == ["Mayor Ruiz", "she"]
    assert words_of(gold, "content") == ["that the bridge was safe", "“Wait,”", "“It will open.”"]


def test_the_stretches_of_a_split_content_belong_to_one_attribution(polnear):
    annotate(polnear, brat(INDIRECT, DIRECT))
    content = read_polnear(polnear).annotations.query("part == 'content'")
    assert content["group"].tolist() == [0, 1, 1]


def test_the_kind_follows_from_the_marks_of_the_coded_content(polnear):
    annotate(polnear, brat(INDIRECT, DIRECT))
    cues = read_polnear(polnear).annotations.query("part == 'cue'")
    assert cues["category"].tolist() == ["indirect", "direct"]


def test_an_attribution_without_a_source_is_kept(polnear):
    annotate(polnear, brat([INDIRECT[0], INDIRECT[2]]).replace("Attribution", "Attribution-no-source"))
    gold = read_polnear(polnear)
    assert (words_of(gold, "cue"), words_of(gold, "source")) == (["said"], [])


def test_of_several_coders_the_first_by_name_counts(polnear):
    annotate(polnear, brat(INDIRECT), "b")
    annotate(polnear, brat(DIRECT), "a")
    assert words_of(read_polnear(polnear), "cue") == ["added"]


def test_offsets_of_a_text_with_windows_line_ends_count_both_characters(polnear):
    text = ARTICLE.replace("\n", "\r\n")
    (polnear / "text" / "herald_2016-01-02_bridge.txt").write_bytes(text.encode())
    start = text.index("added")
    annotate(polnear, f"T1\tCue {start} {start + 5}\tadded\nE1\tAttribution:T1 Cue:T1\n")
    assert words_of(read_polnear(polnear), "cue") == ["added"]


def test_a_line_that_is_not_brat_is_named(polnear):
    annotate(polnear, "T1\tCue nine 14\tsaid\n")
    with pytest.raises(GoldError, match=r"_ab12\.ann, line 1 is no brat line: 'Cue nine 14"):
        read_polnear(polnear)


def test_an_event_that_names_what_is_not_there_is_named(polnear):
    annotate(polnear, brat(INDIRECT) + "E9\tAttribution:T1 Cue:T99\n")
    with pytest.raises(GoldError, match=r"line 6 names 'T99'"):
        read_polnear(polnear)


def test_a_few_annotations_that_do_not_fit_are_left_out_and_counted(polnear):
    wrong = brat([("Cue", [place("added")])]).replace("\tadded", "\tsmiled").replace("T", "T9").replace("E1", "E99")
    annotate(polnear, brat(*[INDIRECT] * 11) + wrong)
    with pytest.warns(UserWarning, match=r"1 of 12 annotations are not in the text .*line 57 has .*smiled'"):
        gold = read_polnear(polnear)
    assert set(words_of(gold, "cue")) == {"said"}


def test_texts_that_are_not_those_that_were_coded_are_refused(polnear):
    annotate(polnear, brat(INDIRECT, DIRECT))
    (polnear / "text" / "herald_2016-01-02_bridge.txt").write_text("A new line on top.\n" + ARTICLE, "utf-8")
    with pytest.raises(GoldError, match="not the texts that were coded"):
        read_polnear(polnear)


@pytest.fixture
def basil(tmp_path):
    def write(marks, paragraphs=None):
        for folder, name, content in (
            (
                "articles",
                "e1_2.json",
                {"body-paragraphs": paragraphs or SENTENCES, "source": "FOX", "title": "A bridge"},
            ),
            ("annotations", "e1_2_ann.json", {"phrase-level-annotations": marks}),
        ):
            (tmp_path / folder / "2012").mkdir(parents=True, exist_ok=True)
            (tmp_path / folder / "2012" / name).write_text(json.dumps(content), "utf-8")
        return tmp_path

    return write


SENTENCES = [["The bridge is open.", "It cost a shameful sum."], ["The mayor beamed."]]


def mark(id, start, end, txt, bias="lex", polarity="neg"):
    return {"id": id, "start": start, "end": end, "txt": txt, "bias": bias, "polarity": polarity}


def test_basil_counts_offsets_in_its_sentences_over_all_paragraphs(basil):
    folder = basil([mark("p1", 10, 18, "shameful"), mark("p2", 10, 16, "beamed", polarity="pos")])
    gold = read_basil(folder)
    assert words_of(gold, "span") == ["shameful", "beamed"]
    assert gold.annotations["category"].tolist() == ["negative", "positive"]
    assert gold.texts.loc["e1_2", ["article", "outlet"]].tolist() == ["e1_2", "fox"]


def test_informational_bias_is_a_device_of_its_own_and_the_title_is_left_out(basil):
    folder = basil([mark("p0", 0, 19, "The bridge is open.", bias="inf"), mark("title", 0, 1, "A")])
    gold = read_basil(folder)
    assert gold.annotations["device"].tolist() == ["informational"]


def test_a_sentence_that_the_article_lacks_is_named(basil):
    with pytest.raises(GoldError, match=r"e1_2_ann\.json, annotation p7: there is no such sentence; .* p0 to p2"):
        read_basil(basil([mark("p7", 0, 3, "The")]))


def test_an_article_without_annotations_is_named(basil):
    folder = basil([])
    (folder / "annotations" / "2012" / "e1_2_ann.json").unlink()
    with pytest.raises(GoldError, match=r"e1_2\.json has no annotations: there is no .*e1_2_ann\.json"):
        read_basil(folder)


def test_an_empty_paragraph_moves_no_offset(basil):
    folder = basil([mark("p2", 4, 9, "mayor")], [SENTENCES[0], [], SENTENCES[1]])
    assert words_of(read_basil(folder), "span") == ["mayor"]


BABE_HEAD = "text;news_link;outlet;topic;type;label_bias;label_opinion;biased_words\n"


def babe(tmp_path, *rows, head=BABE_HEAD):
    path = tmp_path / "final_labels_SG2.csv"
    path.write_text("\ufeff" + head + "\n".join(rows) + "\n", "utf-8")
    return path


def test_babe_gives_the_marked_words_of_biased_sentences(tmp_path):
    path = babe(
        tmp_path,
        '"""Shameful,"" he said; the Mob cheered.";x;Herald;roads;left;Biased;opinion;[\'mob\', \'Shameful\']',
        "The road is shut.;y;Post;roads;;Non-biased;fact;['shut']",
    )
    gold = read_babe(path)
    assert words_of(gold, "span") == ["Shameful", "Mob"]
    assert gold.texts["outlet"].tolist() == ["Herald", "Post"]
    assert gold.annotations["category"].isna().all()


def test_what_babe_does_not_say_of_unbiased_sentences_counts_as_not_coded(tmp_path):
    path = babe(tmp_path, "A vile road.;x;H;r;l;Biased;o;['vile']", "A road.;y;H;r;l;Non-biased;o;[]")
    assert read_babe(path).texts["exhaustive"].tolist() == [True, False]


def test_babe_separated_by_commas_is_refused_with_its_columns(tmp_path):
    path = babe(tmp_path, "a,b", head=BABE_HEAD.replace(";", ","))
    with pytest.raises(GoldError, match=r"final_labels_SG2\.csv has no column 'text'; it has \['text,news_link,.*';'"):
        read_babe(path)


@pytest.mark.parametrize("words", ["['vile'", "{'vile'}", "vile", "[1]", "__import__('os').getcwd()"])
def test_a_list_of_words_that_is_none_is_named_and_never_run(tmp_path, words):
    path = babe(tmp_path, "A road.;x;H;r;l;Non-biased;o;[]", f"A vile road.;x;H;r;l;Biased;o;{words}")
    with pytest.raises(GoldError, match=r"SG2\.csv, line 3: biased_words is"):
        read_babe(path)


def test_a_row_with_too_few_cells_is_named(tmp_path):
    with pytest.raises(GoldError, match=r"line 2 has not 8 cells"):
        read_babe(babe(tmp_path, "A road.;x"))


CONLLU = """# newdoc id = roads
# sent_id = roads-1
# text = The bridge can't be closed by him.
1\tThe\tthe\tDET\t_\t_\t2\tdet\t_\t_
2\tbridge\tbridge\tNOUN\t_\t_\t6\tnsubj:pass\t_\t_
3-4\tcan't\t_\t_\t_\t_\t_\t_\t_\t_
3\tca\tcan\tAUX\t_\t_\t6\taux\t_\t_
4\tn't\tnot\tPART\t_\t_\t6\tadvmod\t_\t_
5\tbe\tbe\tAUX\t_\t_\t6\taux:pass\t_\t_
6\tclosed\tclose\tVERB\t_\t_\t0\troot\t_\t_
7\tby\tby\tADP\t_\t_\t8\tcase\t_\t_
8\thim\the\tPRON\t_\t_\t6\tobl:agent\t_\tSpaceAfter=No
9\t.\t.\tPUNCT\t_\t_\t6\tpunct\t_\t_

# sent_id = roads-2
# text = It was shut and rains.
1\tIt\tit\tPRON\t_\t_\t3\tnsubj:pass\t_\t_
2\twas\tbe\tAUX\t_\t_\t3\taux:pass\t_\t_
2.1\tgone\tgo\tVERB\t_\t_\t_\t_\t_\t_
3\tshut\tshut\tVERB\t_\t_\t0\troot\t_\t_
4\tand\tand\tCCONJ\t_\t_\t5\tcc\t_\t_
5\trains\train\tVERB\t_\t_\t3\tconj\t_\tSpaceAfter=No
6\t.\t.\tPUNCT\t_\t_\t3\tpunct\t_\t_
"""


def conllu(tmp_path, text):
    path = tmp_path / "en_roads-ud-dev.conllu"
    path.write_text(text, "utf-8")
    return path


def test_conllu_gives_participles_of_passives_with_and_without_agent(tmp_path):
    gold = read_conllu(conllu(tmp_path, CONLLU))
    assert words_of(gold, "span") == ["closed", "shut"]
    assert gold.annotations["category"].tolist() == ["with_agent", "agentless"]
    assert gold.texts["article"].tolist() == ["roads", "roads"]
    assert gold.name == "en_roads-ud-dev"


def test_a_treebank_that_marks_no_agents_says_nothing_of_agents(tmp_path):
    gold = read_conllu(conllu(tmp_path, CONLLU.replace("obl:agent", "obl")))
    assert gold.annotations["category"].isna().all()


def test_conllu_with_windows_line_ends_reads_the_same(tmp_path):
    (tmp_path / "a.conllu").write_bytes(CONLLU.replace("\n", "\r\n").encode())
    assert words_of(read_conllu(tmp_path / "a.conllu"), "span") == ["closed", "shut"]


def test_a_line_of_conllu_with_nine_columns_is_named(tmp_path):
    with pytest.raises(GoldError, match=r"line 4 has 9 columns, not the ten"):
        read_conllu(conllu(tmp_path, CONLLU.replace("2\tdet\t_\t_\n", "2\tdet\t_\n", 1)))


def test_words_that_do_not_fit_the_text_of_their_sentence_are_named(tmp_path):
    with pytest.raises(GoldError, match=r"sentence roads-2: the word 'shut' does not follow"):
        read_conllu(conllu(tmp_path, CONLLU.replace("was shut and", "was closed and")))


def lines(tmp_path, name, *rows):
    path = tmp_path / name
    text = "".join(json.dumps(row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def test_hedges_come_with_their_categories_and_article(tmp_path):
    cue = {"start": 3, "end": 6, "category": "epistemic"}
    gold = read_lines(
        lines(
            tmp_path, "hedges.jsonl", {"id": "h1", "text": "It may.", "cues": [cue], "article": "a", "source": "Post"}
        )
    )
    assert gold.annotations.loc[0].tolist() == ["h1", "hedge", "epistemic", 3, 6, "span", 0]
    assert gold.texts.loc["h1"].tolist() == ["It may.", "a", "Post", True]


def test_of_quotes_only_one_is_coded_in_each_text(tmp_path):
    row = {"id": "q1", "text": "The “green” lake is “deep”.", "start": 5, "end": 10, "label": "scare"}
    gold = read_lines(lines(tmp_path, "quotes.jsonl", row))
    assert gold.texts["exhaustive"].tolist() == [False]
    assert words_of(gold, "span") == ["green"]


def test_compressed_attributions_read_like_polnear(tmp_path):
    parts = {"source": [[0, 2]], "cue": [[3, 7]], "content": [[8, 12]]}
    row = {"id": "x", "text": "He said “no”.", "outlet": "herald", "attributions": [parts]}
    gold = read_lines(lines(tmp_path, "attributions_dev.jsonl.gz", row))
    assert gold.name == "PolNeAR dev"
    assert gold.annotations["category"].tolist() == ["direct"] * 3


def test_passives_and_loaded_words_read_too(tmp_path):
    passive = {"id": "p", "text": "It was shut.", "passives": [{"start": 7, "end": 11, "agent": False}]}
    assert read_lines(lines(tmp_path, "passives.jsonl", passive)).annotations["category"].tolist() == ["agentless"]
    loaded = {"id": "b", "text": "A vile road.", "biased": True, "words": ["Vile"]}
    assert words_of(read_lines(lines(tmp_path, "loaded.jsonl", loaded)), "span") == ["vile"]
    events = {
        "id": "e",
        "text": "A vile road.",
        "source": "fox",
        "lexical": ["vile"],
        "informational": ["A vile road."],
    }
    assert words_of(read_lines(lines(tmp_path, "events.jsonl", events)), "span") == ["vile", "A vile road."]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"id": "h"}, r"hedges\.jsonl, line 1 has no 'text'; it has \['id'\]"),
        ({"id": "h", "text": 3, "cues": []}, r"line 1: 'text' is 3, not str"),
        ({"id": "h", "text": "It may.", "cues": [{"start": "3", "end": 6}]}, r"line 1: 'start' is '3', not int"),
        ({"id": "h", "text": "It may.", "cues": [3]}, r"line 1: 3 should be an object with 'start'"),
        ({"id": "h", "text": "It may.", "cues": [{"start": 3, "end": 60}]}, r"at 3 to 60 of 'h', but a text of 7"),
    ],
)
def test_a_line_with_something_wrong_is_named(tmp_path, row, message):
    with pytest.raises(GoldError, match=message):
        read_lines(lines(tmp_path, "hedges.jsonl", row))


def test_a_stretch_that_is_no_pair_is_named(tmp_path):
    row = {"id": "x", "text": "He said no.", "attributions": [{"source": [], "cue": [3, 7], "content": []}]}
    with pytest.raises(GoldError, match=r"line 1: 3 should be a start and an end"):
        read_lines(lines(tmp_path, "attributions.jsonl", row))


def test_a_line_that_is_no_json_is_named(tmp_path):
    path = tmp_path / "hedges.jsonl"
    path.write_text('{"id": "h", "text": "a", "cues": []}\n{"id": \n', "utf-8")
    with pytest.raises(GoldError, match=r"hedges\.jsonl, line 2 is no JSON"):
        read_lines(path)


def test_a_broken_gzip_file_is_named(tmp_path):
    path = tmp_path / "hedges.jsonl.gz"
    path.write_bytes(b"no gzip")
    with pytest.raises(GoldError, match=r"hedges\.jsonl\.gz is no whole gzip file"):
        read_lines(path)


def test_a_file_whose_name_does_not_say_what_was_coded_is_refused(tmp_path):
    with pytest.raises(GoldError, match=r"notes\.jsonl does not say what was coded; the names are hedges, quotes"):
        read_lines(lines(tmp_path, "notes.jsonl", {"id": "a", "text": "b"}))


def standoff(tmp_path, *rows, head="id,device,category,start,end,text"):
    (tmp_path / "a.txt").write_text("It may rain, Ruiz said.", "utf-8")
    (tmp_path / "annotations.csv").write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return tmp_path


def test_standoff_reads_texts_beside_its_annotations(tmp_path):
    folder = standoff(tmp_path, "a,hedge,epistemic,3,6,may", "a,cue,neutral,18,22,said")
    gold = read_standoff(folder)
    assert gold.annotations[["device", "category", "part"]].values.tolist() == [
        ["hedge", "epistemic", "span"],
        ["cue", "neutral", "cue"],
    ]


def test_standoff_takes_articles_from_a_table_as_well(tmp_path):
    folder = standoff(tmp_path, "7,hedge,epistemic,3,6,may")
    (folder / "articles.csv").write_text("id,source,text\n7,The Post,It may rain.\n", "utf-8")
    gold = read_standoff(folder)
    assert gold.texts.loc["7", ["text", "outlet"]].tolist() == ["It may rain.", "The Post"]


def test_standoff_gives_parts_of_attributions_where_it_names_them(tmp_path):
    head = "id,device,category,start,end,part,group"
    folder = standoff(tmp_path, "a,attribution,direct,18,22,cue,4", "a,attribution,direct,13,17,source,4", head=head)
    assert read_standoff(folder).annotations[["part", "group"]].values.tolist() == [["cue", 4], ["source", 4]]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a,hedge,epistemic,4,7,may", r"annotations\.csv, line 2: at 4 to 7 stands 'ay ', not 'may'"),
        ("b,hedge,epistemic,3,6,may", r"line 2 names the text 'b', which is not there; there are \['a'\]"),
        ("a,hedge,epistemic,3,six,may", r"line 2: start and end are '3' and 'six'"),
        ("a,hedge,epistemic,90,96,may", r"line 2: at 90 to 96 stands ''"),
    ],
)
def test_an_annotation_that_does_not_fit_its_text_is_named(tmp_path, row, message):
    with pytest.raises(GoldError, match=message):
        read_standoff(standoff(tmp_path, row))


def test_every_layout_below_a_folder_is_found(tmp_path, polnear, basil):
    annotate(polnear, brat(INDIRECT))
    basil([mark("p2", 10, 16, "beamed")]).rename(tmp_path)
    babe(tmp_path, "A vile road.;x;H;r;l;Biased;o;['vile']")
    conllu(tmp_path, CONLLU)
    lines(tmp_path, "hedges.jsonl", {"id": "h", "text": "It may.", "cues": []})
    (tmp_path / "mine").mkdir()
    standoff(tmp_path / "mine", "a,hedge,epistemic,3,6,may")
    inner = tmp_path / "all" / "basil"
    inner.mkdir(parents=True)
    for name in ("articles", "annotations"):
        (tmp_path / name).rename(inner / name)
    names = [gold.name for gold in read_golds(tmp_path)]
    assert sorted(names) == ["BABE", "BASIL", "PolNeAR dev", "en_roads-ud-dev", "hedges", "mine"]


def test_a_folder_without_gold_says_what_was_looked_for(tmp_path):
    with pytest.raises(GoldError, match=r"No gold in .*looked for .*PolNeAR.*final_labels"):
        read_golds(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(GoldError, match=r"There is no .*nowhere"):
        read_golds(tmp_path / "nowhere")


def test_two_texts_with_one_id_are_refused():
    text = ("a", "It may.", "a", None, True)
    with pytest.raises(GoldError, match="two texts with the id 'a'"):
        make_gold("mine", ["hedge"], [text, text], [])


def test_an_annotation_of_no_text_is_refused():
    with pytest.raises(GoldError, match="no text of that id"):
        make_gold("mine", ["hedge"], [("a", "It may.", "a", None, True)], [Annotation("b", "hedge", None, 0, 2)])


def test_reading_gold_without_faults_warns_of_nothing(polnear):
    annotate(polnear, brat(INDIRECT, DIRECT))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read_polnear(polnear)
