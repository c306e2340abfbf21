"""A report opened in a real browser: pictures load, nothing is fetched, nothing complains."""

import pytest
from test_runs import DRAWS, write_notebook

from framing.runs import run_notebooks

WIDTHS = "Array.from(document.images, image => image.complete ? image.naturalWidth : 0)"


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    write_notebook(folder / "notebooks", "00_draw", DRAWS)
    return run_notebooks(folder / "notebooks", folder / "reports", name="seen", progress=False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("page_name", ["index.html", "00_draw/00_draw.html"])
def test_a_page_shows_its_pictures_and_fetches_nothing(report, browser, page_name, width, scheme):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    complaints, requests = [], []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto((report / page_name).resolve().as_uri(), wait_until="networkidle")
    widths = page.evaluate(WIDTHS)
    scrolls = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.close()
    assert widths and min(widths) > 0
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file://", "data:"))] == []
    assert page_name != "index.html" or scrolls <= 0


def test_in_print_no_heading_and_no_finding_is_cut_in_two(report, browser):
    page = browser.new_page()
    page.goto((report / "index.html").resolve().as_uri())
    page.emulate_media(media="print")
    rules = page.evaluate(
        "[...document.querySelectorAll('.finding, h2, h3')].map(e => getComputedStyle(e).breakInside)"
    )
    page.close()
    assert rules and set(rules) == {"avoid"}
