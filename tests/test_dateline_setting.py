"""DATELINE: taken out of the text, or read and left; asked for in each of the ways there are."""

import json

import pytest
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler

from crawler.addon import Copydesk
from pipelines import STEPS, Keeper, Page, clean_page, steps
from pipelines.itempipelines import CleanPipeline

PROSE = "The council met in the old customs house and voted for the repair of the bridge by a wide margin."
STORY = f"Council votes for the bridge\n\nHANOI, Vietnam (AP) — {PROSE} {PROSE}"
PATH = "/world/2025/04/25/valley-bridge-reopens.html"
OPENING = "KATHMANDU, April 25 (Reuters) - Villagers"


def test_the_list_of_steps_says_which():
    assert steps() == steps(dateline="strip") == STEPS
    stripped = clean_page(Page(STORY))
    kept = clean_page(Page(STORY), steps(dateline="keep"))
    assert kept.text == f"HANOI, Vietnam (AP) — {stripped.text}"
    assert kept.body[0].text == kept.text
    assert kept.dateline == stripped.dateline
    assert kept.dateline.raw == "HANOI, Vietnam (AP)"
    assert Keeper().clean(Page(STORY), steps(dateline="keep")) == kept


@pytest.mark.parametrize("value", ["", "STRIP", "drop", None])
def test_anything_else_is_an_error(value):
    with pytest.raises(ValueError, match="strip or keep"):
        steps(dateline=value)


@pytest.mark.parametrize(("setting", "starts"), [("keep", OPENING), ("strip", "Villagers")])
def test_crawl_goes_by_the_setting(setting, starts, crawl, gazette, tmp_path):
    options = ("--spider", "urls", "-s", f"DATELINE={setting}")
    crawled = crawl(tmp_path / "out.jsonl", *options, urls=(f"{gazette.url}{PATH}",))
    (article,) = crawled.articles
    assert article["text"].startswith(starts)
    assert article["dateline"]["agency"] == "Reuters"
    assert article["dateline"]["places"][0]["settled_by"] == "only one"


@pytest.mark.parametrize(("options", "starts"), [(["--dateline", "keep"], "HANOI, V"), ([], "The council")])
def test_clean_has_an_option(options, starts, run, tmp_path):
    (tmp_path / "story.txt").write_text(STORY, "utf-8")
    done = run("clean", tmp_path / "story.txt", *options)
    assert (done.returncode, done.stderr) == (0, "")
    article = json.loads(done.stdout)
    assert article["text"].startswith(starts)
    assert article["dateline"]["agency"] == "AP"


def test_the_item_pipeline_reads_the_setting():
    def pipeline(**settings):
        return CleanPipeline.from_crawler(get_crawler(settings_dict=settings))

    assert pipeline().steps == STEPS
    assert pipeline(DATELINE="keep").steps == steps(dateline="keep")
    with pytest.raises(ValueError, match="DATELINE"):
        pipeline(DATELINE="drop")


def test_the_addon_leaves_what_a_project_sets():
    ours, theirs = Settings(), Settings({"DATELINE": "keep"})
    for settings in (ours, theirs):
        Copydesk().update_settings(settings)
    assert (ours["DATELINE"], theirs["DATELINE"]) == ("strip", "keep")
