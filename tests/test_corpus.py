"""Reading articles: what comes out, and what an error says when something is wrong."""

import gzip
import json
import os
import warnings
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from framing.corpus import CorpusError, check_frame, read_corpus

PAGE = """<!DOCTYPE html><html><head><title>Ferry stays in port - Harbour Post</title>
<meta property="og:title" content="Ferry stays in port"><meta property="og:site_name" content="Harbour Post">
<meta property="article:published_time" content="2021-03-04T08:00:00+00:00">
<link rel="canonical" href="https://harbour.example/ferry"></head><body>
<nav><a href="/">Home</a><a href="/sport">Sport</a></nav><article><h1>Ferry stays in port</h1>
<p>The island ferry stayed in port on Thursday after the crew found water in the engine, its owner said.</p>
<p>“We may sail on Friday,” said the captain, who asked passengers to call before they come to the pier.</p>
<p>About forty people spent the night in the school, where the village had set up beds and a kitchen.</p>
</article><footer>All rights reserved</footer></body></html>"""


@pytest.fixture
def write(tmp_path):
    """Write a file below the test's own folder and answer with its path."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture(autouse=True)
def no_warning_unless_expected():
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        yield


def fails(path, *parts, **options):
    """Reading must fail with an error that has all these parts."""
    with pytest.raises(CorpusError) as error:
        read_corpus(path, **options)
    for part in parts:
        assert str(part) in str(error.value)
    return str(error.value)


# What comes out


def test_a_csv_gives_text_first_then_known_columns_then_the_others(write):
    path = write("a.csv", "pages,url,id,text,source\n007,http://x.example,a1,It rained.,Post\n")
    frame = read_corpus(path)
    assert frame.columns.tolist() == ["text", "source", "url", "pages"]
    assert frame.index.tolist() == ["a1"] and frame.index.name == "id"
    assert frame.loc["a1", "pages"] == "007"


def test_cells_of_a_csv_stay_as_they_stand(write):
    text = 'One, "two",\r\nthree.\n\nNA'
    quoted = text.replace('"', '""')
    frame = read_corpus(write("a.csv", f'id,text,source\nNA,"{quoted}",None\nnan,None,\n'))
    assert frame["text"].tolist() == [text, "None"]
    assert frame.index.tolist() == ["NA", "nan"]
    assert frame["source"].tolist()[0] == "None" and pd.isna(frame["source"].tolist()[1])


def test_a_cell_longer_than_the_csv_modules_limit_is_read_and_the_limit_left_alone(write):
    import csv

    before = csv.field_size_limit()
    assert len(read_corpus(write("a.csv", "text\n" + "x" * 300_000 + "\n"))["text"].iloc[0]) == 300_000
    assert csv.field_size_limit() == before


def test_a_byte_order_mark_is_no_part_of_the_first_column(write):
    assert read_corpus(write("a.csv", "\ufefftext\nIt rained.\n"))["text"].tolist() == ["It rained."]


def test_a_tsv_is_split_at_tabs_and_a_csv_where_sep_says(write):
    assert read_corpus(write("a.tsv", "id\ttext\nx\tRain, again.\n")).loc["x", "text"] == "Rain, again."
    assert read_corpus(write("b.csv", "id;text\nx;Rain, again.\n"), sep=";").loc["x", "text"] == "Rain, again."


def test_an_encoding_can_be_given(write):
    path = write("a.txt", "“Café”".encode("cp1252"))
    assert read_corpus(path, encoding="cp1252")["text"].tolist() == ["“Café”"]
    assert read_corpus(write("b.txt", "Café".encode("utf-16")), encoding="utf-16")["text"].tolist() == ["Café"]


def test_rows_without_an_id_are_named_after_file_and_row(write):
    assert read_corpus(write("news.csv", "text\nOne.\nTwo.\n")).index.tolist() == ["news:1", "news:2"]


def test_a_txt_file_is_one_article_named_after_its_file(write):
    frame = read_corpus(write("storm.v2.txt", "It rained.\r\nIt stopped.\n"))
    assert frame.index.tolist() == ["storm.v2"]
    assert frame["text"].tolist() == ["It rained.\r\nIt stopped.\n"]


def test_json_lines_may_be_compressed_and_hold_unicode_line_separators(write):
    lines = "\n".join(
        json.dumps(row, ensure_ascii=False)
        for row in [{"id": 3, "text": "One\u2028two\x85three.", "tags": ["a"]}, {"id": 4, "text": "Four."}]
    )
    frame = read_corpus(write("a.jsonl.gz", gzip.compress(lines.encode())))
    assert frame.index.tolist() == ["3", "4"]
    assert frame.loc["3", "text"] == "One\u2028two\x85three."
    assert frame.loc["3", "tags"] == ["a"]


def test_a_parquet_file_written_from_a_result_reads_back_the_same(write, tmp_path):
    frame = read_corpus(write("a.csv", "id,date,text,n\na,2020-01-02,One.,5\nb,,Two.,6\n"))
    frame["n"] = frame["n"].astype(int)
    frame.to_parquet(tmp_path / "b.parquet")
    pd.testing.assert_frame_equal(read_corpus(tmp_path / "b.parquet"), frame)


def test_another_column_can_be_text_and_id(write):
    path = write("a.csv", "key,Body,url\nk1,It rained.,http://x.example/1\n")
    assert read_corpus(path, text="Body", id="key").to_dict("index") == {
        "k1": {"text": "It rained.", "url": "http://x.example/1"}
    }
    by_url = read_corpus(path, text="Body", id="url")
    assert by_url.index.tolist() == by_url["url"].tolist()


def test_a_capital_id_column_is_an_id_too(write):
    assert read_corpus(write("a.csv", "ID,text\nq,It rained.\n")).index.tolist() == ["q"]


def test_an_html_page_gives_its_main_text_and_what_it_says_about_itself(write):
    row = read_corpus(write("ferry.html", PAGE)).loc["ferry"]
    assert row["text"].split("\n")[-1].startswith("About forty people")
    assert "Sport" not in row["text"] and "rights reserved" not in row["text"]
    assert (row["source"], row["title"]) == ("Harbour Post", "Ferry stays in port")
    assert row["url"] == "https://harbour.example/ferry"
    assert row["date"] == pd.Timestamp("2021-03-04")


def article(**changes):
    return {
        "topic": "weather",
        "source": "Harbour Post",
        "bias": 2,
        "url": "http://x.example",
        "title": "Rain",
        "date": "2019-05-06",
        "authors": "A. Writer",
        "content": "It rained , he said .",
        "content_original": "It rained, he said.",
        "source_url": "x.example",
        "bias_text": "right",
        "ID": "aB3",
    } | changes


def test_the_allsides_layout_gives_the_untokenised_text_and_the_lean_in_words(write):
    write("jsons/one.json", json.dumps(article()))
    write("jsons/two.json", json.dumps(article(ID="cD4", content_original="", bias_text="center", date="")))
    frame = read_corpus(write("jsons/one.json", json.dumps(article())).parent)
    assert frame.index.tolist() == ["aB3", "cD4"]
    assert frame["text"].tolist() == ["It rained, he said.", "It rained , he said ."]
    assert frame["lean"].tolist() == ["right", "center"]
    assert frame["date"].isna().tolist() == [False, True]
    assert frame.columns.tolist() == [
        "text", "source", "lean", "date", "title", "topic", "url", "bias", "authors", "source_url",
    ]  # fmt: skip


def test_columns_of_categories_are_read_as_str(tmp_path):
    frame = pd.DataFrame({"text": ["x", "y"], "lean": ["left", None]}).astype({"lean": "category"})
    frame.to_parquet(tmp_path / "a.parquet")
    assert read_corpus(tmp_path / "a.parquet")["lean"].dropna().tolist() == ["left"]


def test_a_json_file_may_hold_a_list(write):
    path = write("a.json", json.dumps([{"text": "One."}, {"text": "Two."}]))
    assert read_corpus(path).index.tolist() == ["a:1", "a:2"]


# Folders and globs


def test_a_folder_is_read_with_its_sub_folders_in_the_order_of_paths(write, tmp_path):
    for name in ["b.txt", "a/z.txt", "a/b.txt", "c.csv", ".hidden.txt", ".git/x.txt"]:
        write(name, "text\nrow\n" if name.endswith("csv") else name)
    assert read_corpus(tmp_path).index.tolist() == ["a/b", "a/z", "b", "c:1"]


def test_a_glob_takes_what_matches_and_ids_tell_folders_apart(write, tmp_path):
    for name in ["x/a.txt", "y/a.txt", "y/b.csv"]:
        write(name, "It rained.")
    assert read_corpus(str(tmp_path / "*" / "*.txt")).index.tolist() == ["x/a", "y/a"]
    assert read_corpus(f"{tmp_path}/**/a.txt").index.tolist() == ["x/a", "y/a"]


def test_a_list_of_overlapping_paths_reads_each_file_once(write, tmp_path):
    first, second = write("a.txt", "One."), write("b.txt", "Two.")
    assert read_corpus([second, tmp_path, str(first)]).index.tolist() == ["b", "a"]


def test_a_file_with_brackets_in_its_name_is_no_glob(write):
    assert read_corpus(write("a[1].txt", "One.")).index.tolist() == ["a[1]"]


def test_links_that_lead_in_circles_come_to_an_end(write, tmp_path):
    write("in/a.txt", "One.")
    (tmp_path / "in" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "in" / "again").symlink_to(tmp_path / "in", target_is_directory=True)
    assert read_corpus(tmp_path).index.tolist() == ["in/a"]
    assert read_corpus(f"{tmp_path}/**/*.txt").index.tolist() == ["in/a"]


def test_files_of_unknown_kinds_in_a_folder_are_named_in_one_warning(write, tmp_path):
    for name in ["a.txt", "b.docx", "sub/c.pdf"]:
        write(name, "One.")
    with pytest.warns(UserWarning, match=r"2 files .*b\.docx.*c\.pdf") as caught:
        assert len(read_corpus(tmp_path)) == 1
    assert len(caught) == 1


def test_upper_case_endings_are_known(write):
    assert read_corpus(write("A.CSV", "text\nOne.\n")).index.tolist() == ["A:1"]


# Dates


def test_dates_that_cannot_be_told_are_missing_and_counted_in_one_warning(write):
    dates = ["2020-01-02", "5/6/2020", "last May", "", "31/12/2019"]
    path = write("a.csv", "date,text\n" + "".join(f"{day},x\n" for day in dates))
    with pytest.warns(UserWarning) as caught:
        frame = read_corpus(path)
    assert frame["date"].isna().tolist() == [False, True, True, True, False]
    assert [str(w.message) for w in caught] == [
        "2 of 5 dates name no certain day and are now missing: "
        f"'5/6/2020' ({path}, line 3); 'last May' ({path}, line 4). "
        "Pass day_first= where day and month can change places."
    ]


def test_the_caller_can_say_which_number_is_the_day(write):
    path = write("a.csv", "date,text\n5/6/2020,x\n")
    assert read_corpus(path, day_first=True)["date"].tolist() == [pd.Timestamp(2020, 6, 5)]
    assert read_corpus(path, day_first=False)["date"].tolist() == [pd.Timestamp(2020, 5, 6)]


def test_dates_with_a_type_are_kept_and_zones_moved_to_utc(tmp_path):
    zoned = pd.to_datetime(["2020-01-02T23:00:00-05:00", None])
    days = [date(2020, 1, 2), None]
    for name, values in [("zoned", zoned), ("days", days)]:
        pd.DataFrame({"text": ["x", "y"], "date": values}).to_parquet(tmp_path / f"{name}.parquet")
    assert read_corpus(tmp_path / "zoned.parquet")["date"].tolist() == [pd.Timestamp(2020, 1, 3, 4), pd.NaT]
    assert read_corpus(tmp_path / "days.parquet")["date"].tolist() == [pd.Timestamp(2020, 1, 2), pd.NaT]
    assert datetime(2020, 1, 3, 4, tzinfo=UTC) == zoned[0]


# What an error says


def test_a_wrong_column_name_is_answered_with_the_right_one(write):
    path = write("corpus.csv", "Text,url\nIt rained.,x\n")
    message = fails(path)
    assert message == f"{path} has no column 'text'; it has 'Text', 'url'. Pass text='Text'."
    fails(path, "no column 'txt'", "Pass text='Text'.", text="txt")
    fails(path, "no column 'Url'", "Pass id='url'.", text="Text", id="Url")
    fails(path, "Pass text= the name of the column", text="zzzz")


def test_a_csv_with_semicolons_is_answered_with_sep(write):
    fails(write("a.csv", "id;text\n1;x\n"), "Pass sep=';'.")
    fails(write("a.tsv", "id,text\n1,x\n"), "Pass sep=','.")
    fails(write("b.csv", "text\nx\n"), "sep='--' is not possible", sep="--")


def test_duplicate_ids_are_named_with_where_they_stand(write, tmp_path):
    one, two = write("a.csv", "id,text\nq,x\nr,x\nq,x\n"), write("b.jsonl", '{"id": "r", "text": "x"}\n')
    fails(
        tmp_path,
        "2 ids occur",
        f"'q' at {one}, line 2 and {one}, line 4",
        f"'r' at {one}, line 3 and {two}, line 1",
    )


def test_a_missing_text_is_named_with_file_row_and_column(write, tmp_path):
    fails(write("a.jsonl", '{"text": "x"}\n\n{"text": null}\n'), "a.jsonl, line 3: column 'text' is missing")
    fails(
        write("b.jsonl", '{"Body": "x"}\n{"body": "x"}\n'),
        "b.jsonl, line 2: column 'Body' is missing",
        text="Body",
    )
    pd.DataFrame({"text": ["x", None]}).to_parquet(tmp_path / "c.parquet")
    fails(tmp_path / "c.parquet", "c.parquet, row 2: column 'text' is missing")


def test_a_text_that_is_no_str_is_named_with_its_type(write, tmp_path):
    fails(
        write("a.jsonl", '{"text": "x"}\n{"text": 12}\n'),
        "a.jsonl, line 2: column 'text' holds an int",
        "str",
    )
    fails(write("b.json", '[{"text": ["x"]}]'), "b.json, item 1: column 'text' holds a list")
    pd.DataFrame({"text": [1.5, 2.5]}).to_parquet(tmp_path / "c.parquet")
    fails(tmp_path / "c.parquet", "c.parquet, row 1: column 'text' holds a float")


def test_half_a_utf_16_pair_is_refused_where_it_stands(write):
    fails(write("a.jsonl", '{"text": "x \\ud83d y"}\n'), "a.jsonl, line 1", "half a UTF-16 pair")


def test_a_known_column_must_hold_str(write):
    fails(write("a.jsonl", '{"text": "x", "topic": ["a", "b"]}\n'), "line 1: column 'topic' holds a list")


def test_an_id_must_be_there_and_be_a_str_or_whole_number(write):
    fails(write("a.csv", "id,text\nq,x\n,y\n"), "a.csv, line 3: column 'id' has no id")
    fails(write("b.jsonl", '{"id": 1.5, "text": "x"}'), "b.jsonl, line 1: column 'id' holds a float")


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.jsonl", "a.json", "a.html", "a.parquet"])
def test_an_empty_file_is_refused(write, name):
    fails(write(name, b""), name, "is empty")


def test_a_table_without_rows_is_empty_too(write, tmp_path):
    fails(write("a.csv", "id,text\n"), "a.csv", "a header but no row")
    fails(write("b.jsonl", "\n\n"), "b.jsonl", "blank lines")
    fails(write("b.json", "[]"), "b.json", "is empty")
    pd.DataFrame({"text": []}).to_parquet(tmp_path / "c.parquet")
    fails(tmp_path / "c.parquet", "is empty: it has no row")


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("a.parquet", b"id,text\n1,x\n", "no sound Parquet file"),
        ("a.csv", b"PAR1\x00\x01", "it is a Parquet file"),
        ("a.csv", b"PK\x03\x04abc", "an Office document"),
        ("a.txt", b"%PDF-1.7", "it is a PDF"),
        ("a.txt", b"abc\x00def", "NUL"),
        ("a.csv", PAGE.encode(), "Rename it to end in '.html'"),
        ("a.txt", b"\n <HTML><body>x</body></HTML>", "an HTML page"),
        ("a.html", b"It rained all day.", "no HTML tag"),
        ("a.json", b"id,text\n1,x\n", "line 1, character 1: not valid JSON"),
        ("a.json", b'{"text": "x"}\n{"text": "y"}\n', "name the file .jsonl"),
        ("a.json", b'"text"', "one object or a list of objects, not a str"),
        ("a.json", b"[" * 200_000, "this JSON cannot be read"),
        ("a.jsonl.gz", b'{"text": "x"}', "no sound gzip file"),
        ("a.jsonl.gz", gzip.compress(b"x" * 999, mtime=0)[:20], "no sound gzip file"),
        ("a.jsonl", gzip.compress(b'{"text": "x"}', mtime=0), "it is a gzip file"),
        ("a.txt", "Café".encode("utf-16"), "Pass encoding='utf-16'"),
    ],
)
def test_a_file_that_is_not_what_its_ending_says_is_refused(write, name, content, part):
    fails(write(name, content), name, part)


def test_a_wrong_encoding_is_told_with_line_and_offset(write):
    fails(write("a.csv", b"text\nCaf\xe9\n"), "a.csv, line 2", "0xe9 at offset 8", "encoding='cp1252'")
    fails(write("b.txt", "“".encode()), "'ascii'", encoding="ascii")
    fails(write("b.txt", "x"), "no encoding 'utf-9'", encoding="utf-9")


def test_a_broken_json_line_is_told_with_its_number(write):
    fails(write("a.jsonl", '{"text": "x"}\n{"text": "y"\n'), "a.jsonl, line 2, character 13: not valid JSON")
    fails(write("b.jsonl", '{"text": "x"}\n["y"]\n'), "b.jsonl, line 2", "one JSON object", "a list")


def test_a_csv_row_of_the_wrong_width_is_told_with_its_line(write):
    path = write("a.csv", 'id,text\n1,"two\nlines"\n2,Rain, again\n')
    fails(path, "a.csv, line 4: 3 cells, but the header has 2: 'id', 'text'")


def test_an_open_quotation_mark_in_a_csv_does_not_swallow_the_rest(write):
    fails(write("a.csv", 'id,text\n1,x\n2,"open\n3,y\n'), "a.csv, line 3: a broken row", '""no""')


def test_a_header_with_a_name_twice_is_refused(write):
    fails(write("a.csv", "text,text\nx,y\n"), "line 1: the header has 'text' more than once")


def test_text_beside_the_column_that_is_asked_for_is_refused(write):
    fails(write("a.csv", "text,body\nx,y\n"), "a column 'text' besides 'body'", text="body")


def test_a_path_that_is_not_there_is_answered_with_its_neighbour(write, tmp_path):
    write("corpus.csv", "text\nx\n")
    fails(tmp_path / "corpsu.csv", "no file or folder", "Did you mean", "corpus.csv")
    fails(tmp_path / "none" / "x.csv", "no file or folder")


def test_where_nothing_can_be_read_the_kinds_are_named(write, tmp_path):
    fails(tmp_path, "holds no file", ".parquet")
    fails(write("a.docx", "x"), "does not read", "a.docx", ".txt")
    fails(tmp_path, "has only 'a.docx'")
    fails(f"{tmp_path}/*.csv", "holds no file")


def test_a_path_of_another_type_is_refused():
    fails([], "an empty list")
    fails(5, "an int")
    fails(["a.csv", None], "a NoneType")


def test_blank_texts_are_kept_and_counted(write):
    path = write("a.csv", "id,text\na,\nb, \nc,x\n")
    with pytest.warns(UserWarning, match=r"2 of 3 texts are empty or blank; they are kept: .*line 2, .*line 3"):
        assert read_corpus(path)["text"].tolist() == ["", " ", "x"]


def test_a_page_without_main_text_is_kept_as_an_empty_text(write):
    path = write("a.html", "<html><body></body></html>")
    with pytest.warns(UserWarning, match="1 of 1 texts"):
        assert read_corpus(path)["text"].tolist() == [""]


def test_reading_twice_gives_the_same(write, tmp_path):
    for i in range(5):
        write(f"{i % 2}/{i}.txt", f"Text {i}.")
        write(f"{i}.json", json.dumps(article(ID=str(i))))
    pd.testing.assert_frame_equal(read_corpus(tmp_path), read_corpus(os.fspath(tmp_path)))


# A frame before extraction


def test_a_good_frame_gives_its_texts_and_index():
    frame = pd.DataFrame({"text": ["One.", ""]}, index=[7, 9])
    for dtype in ("str", "object"):
        texts, index = check_frame(frame.astype(dtype))
        assert texts == ["One.", ""] and all(type(text) is str for text in texts)
        assert index.tolist() == [7, 9]


@pytest.mark.parametrize(
    ("frame", "parts"),
    [
        (["One."], ["not a list", "pd.DataFrame"]),
        (pd.DataFrame({"Text": ["x"]}), ["no column 'text'; it has 'Text'. Pass text='Text'."]),
        (pd.DataFrame([["x", "y"]], columns=["text", "text"]), ["'text' 2 times"]),
        (
            pd.DataFrame({"text": ["x"] * 3}, index=["a", "b", "a"]),
            ["1 label occurs more than once: 'a'", "reset_index"],
        ),
        (pd.DataFrame({"text": ["x", "y"]}, index=["a", None]), ["missing label"]),
        (pd.DataFrame({"text": ["x", None]}, index=["a", "b"]), ["at label 'b' it is missing", "dropna"]),
        (pd.DataFrame({"text": ["x", 3, None]}, dtype=object), ["at label 1 it holds an int"]),
        (pd.DataFrame({"text": [1, 2]}), ["at label 0 it holds an int"]),
        (pd.DataFrame({"text": [b"x"]}), ["holds a bytes"]),
    ],
)
def test_a_frame_that_cannot_be_extracted_from_says_what_and_where(frame, parts):
    with pytest.raises(CorpusError) as error:
        check_frame(frame)
    for part in parts:
        assert part in str(error.value)


def test_an_empty_frame_is_a_frame():
    assert check_frame(pd.DataFrame({"text": []}))[0] == []


ABOUT = "id,source,date,kind\none,The Gull,2020-05-01,news\ntwo,The Tern,soon,\n"


def two_texts(tmp_path):
    (tmp_path / "texts").mkdir()
    for name in ("one", "two"):
        (tmp_path / "texts" / f"{name}.txt").write_text(f"Story {name}.")
    return tmp_path / "texts"


def test_a_table_tells_more_of_texts_in_files_of_their_own(tmp_path):
    (tmp_path / "about.csv").write_text(ABOUT)
    with pytest.warns(UserWarning, match=r"1 of 2 dates .*'soon' \(.*about\.csv, line 3\)"):
        frame = read_corpus(two_texts(tmp_path), about=tmp_path / "about.csv")
    assert list(frame) == ["text", "source", "date", "kind"]
    assert frame["source"].to_dict() == {"one": "The Gull", "two": "The Tern"}
    assert frame.loc["one", "date"] == pd.Timestamp("2020-05-01") and pd.isna(frame.loc["two", "date"])


def test_a_table_may_name_articles_by_their_files_in_any_order(tmp_path):
    (tmp_path / "about.csv").write_text("file,source\ntwo.txt,The Tern\none.txt,The Gull\n")
    frame = read_corpus(two_texts(tmp_path), about=tmp_path / "about.csv")
    assert frame["source"].to_dict() == {"one": "The Gull", "two": "The Tern"}


def test_columns_of_the_table_take_the_place_of_those_of_the_page(tmp_path):
    (tmp_path / "news.csv").write_text("id,text,source\na,It rained.,?\n")
    (tmp_path / "about.csv").write_text("id,source\na,The Gull\n")
    assert read_corpus(tmp_path / "news.csv", about=tmp_path / "about.csv")["source"].tolist() == ["The Gull"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("id,source\none,A\n", r"about\.csv says nothing of 1 of 2 articles: 'two'; it has 'one'"),
        ("name,source\none,A\n", "has no column 'id' or 'file'; it has 'name', 'source'"),
        ("id,text\none,A\ntwo,B\n", "has a column 'text', which is of the articles"),
        ("id,source\none,A\none,B\ntwo,C\n", "'one' at .*line 2 and .*line 3"),
    ],
)
def test_a_table_that_does_not_fit_the_articles_is_refused(tmp_path, table, message):
    (tmp_path / "about.csv").write_text(table)
    with pytest.raises(CorpusError, match=message):
        read_corpus(two_texts(tmp_path), about=tmp_path / "about.csv")


def test_rows_of_the_table_without_an_article_are_named(tmp_path):
    (tmp_path / "about.csv").write_text("id,source\none,A\ntwo,B\nthree,C\n")
    with pytest.warns(UserWarning, match=r"1 rows of .*about\.csv have no article: 'three'"):
        read_corpus(two_texts(tmp_path), about=tmp_path / "about.csv")
