"""The examples for schedulers: what they call is there, and they load where their scheduler is installed."""

import configparser
import importlib.util
import json
import os
import py_compile
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
DAG = EXAMPLES / "airflow" / "copydesk_dag.py"
UNITS = sorted((EXAMPLES / "systemd").glob("copydesk.*"))


def calls():
    """The `copydesk` command lines of the examples, by file."""
    for file in sorted(EXAMPLES.rglob("*")):
        if file.is_file() and "copydesk" in (text := file.read_text("utf-8")):
            for call in re.findall(r"(?:bin/copydesk|\{COPYDESK\}) (\w+ [^\n|>`]*)", text):
                yield pytest.param(call.replace('"', ""), id=f"{file.name}: {call[:40]}")


@pytest.mark.parametrize("call", list(calls()))
def test_calls_are_of_commands_and_options_there_are(call, run):
    command, *words = shlex.split(call)

    help_text = run(command, "--help", env=os.environ | {"COLUMNS": "200"}).stdout

    options = [word for word in words if word.startswith("-") and word != "-"]
    assert [option for option in options if not re.search(rf"(?<![\w-]){option}\s", help_text)] == []


def test_there_are_calls():
    assert len(list(calls())) >= 4


def test_units_are_whole():
    service, timer = (configparser.RawConfigParser(strict=False) for _ in range(2))
    service.optionxform = timer.optionxform = str
    service.read(EXAMPLES / "systemd" / "copydesk.service")
    timer.read(EXAMPLES / "systemd" / "copydesk.timer")
    assert service["Service"]["SuccessExitStatus"].split() == ["1", "75", "130"]
    assert service["Service"]["ProtectSystem"] == "strict"
    assert timer["Timer"]["Persistent"] == "yes" or timer["Timer"]["Persistent"] == "true"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path):
    for unit in UNITS:
        # The program must be there to be found; where Copydesk is on the operator's machine, it is.
        text = unit.read_text().replace("/opt/copydesk/bin/copydesk", "/bin/sh")
        (tmp_path / unit.name).write_text(text)
    names = [tmp_path / unit.name for unit in UNITS]

    done = subprocess.run(["systemd-analyze", "verify", *names], capture_output=True, text=True, timeout=60)

    assert [line for line in done.stderr.splitlines() if "copydesk" in line] == []


def test_the_dag_compiles(tmp_path):
    py_compile.compile(str(DAG), doraise=True, cfile=str(tmp_path / "dag.pyc"))


@pytest.mark.skipif(not importlib.util.find_spec("airflow"), reason="Airflow is not installed")
def test_the_dag_imports(tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(DAG.parent))

    assert bag.import_errors == {}
    crawl, report = bag.dags["copydesk"].topological_sort()
    assert (crawl.task_id, report.task_id) == ("crawl", "report")
    # What the shell makes of the crawl's exit codes: failed pages fail no task, all else goes through.
    for code, passed_on in ((0, 0), (1, 0), (2, 2), (69, 69), (75, 75), (130, 130)):
        call = crawl.bash_command.replace("/opt/copydesk/bin/copydesk", f"sh -c 'exit {code}'")
        assert subprocess.run(["bash", "-c", call], timeout=60).returncode == passed_on
    assert crawl.output_processor('{"run": "x"}') == {"run": "x"}
    assert crawl.output_processor("") is None


needs_scrapyd = pytest.mark.skipif(
    not (importlib.util.find_spec("scrapyd") and importlib.util.find_spec("scrapyd_client")),
    reason="Scrapyd and its client are not installed: pip install -r examples/scrapyd/requirements.txt",
)


@pytest.fixture
def scrapyd(tmp_path):
    """A Scrapyd, running: its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    conf = f"[scrapyd]\nbind_address = 127.0.0.1\nhttp_port = {port}\npoll_interval = 0.5\nmax_proc = 1\n"
    folder = tmp_path / "scrapyd"
    folder.mkdir()
    (folder / "scrapyd.conf").write_text(conf)
    with (
        (folder / "said").open("w") as said,
        subprocess.Popen([sys.executable, "-m", "scrapyd"], cwd=folder, stdout=said, stderr=said) as process,
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(lambda: get(url, "daemonstatus").get("status") == "ok", process)
            yield url
        finally:
            process.terminate()


@needs_scrapyd
def test_scrapyd_runs_the_project_as_scrapyd_deploy_sends_it(scrapyd, gazette, expected, read, tmp_path):
    project = tmp_path / "project"
    for name in ("crawler", "pipelines"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "scrapy.cfg", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, project)
    cfg = (project / "scrapy.cfg").read_text()
    assert "url = http://localhost:6800/" in cfg
    (project / "scrapy.cfg").write_text(cfg.replace("http://localhost:6800/", f"{scrapyd}/"))
    (tmp_path / "sites.toml").write_text(f'[[site]]\nname = "gazette"\nstart = "{gazette.url}/"\n')
    out = tmp_path / "articles.jsonl"

    deploy = Path(sys.executable).with_name("scrapyd-deploy")
    sent = subprocess.run([deploy], cwd=project, capture_output=True, text=True, timeout=120)
    assert (sent.returncode, '"status": "ok"' in sent.stdout) == (0, True), sent.stdout + sent.stderr
    assert get(scrapyd, "listspiders", project="copydesk")["spiders"] == ["feed", "site", "sitemap", "urls"]

    settings = {
        "FEEDS": json.dumps({str(out): {"format": "jsonl", "overwrite": True}}),
        "SUMMARY": tmp_path / "summary.json",
        "STATE_DIR": tmp_path / "state",
        "ALLOW_PRIVATE_HOSTS": "127.0.0.1",
        "AUTOTHROTTLE_ENABLED": "0",
    }
    given = [("setting", f"{name}={value}") for name, value in settings.items()]
    asked = [("project", "copydesk"), ("spider", "site"), ("sites", tmp_path / "sites.toml"), *given]
    with urlopen(f"{scrapyd}/schedule.json", urlencode(asked).encode(), timeout=30) as answer:
        assert json.load(answer)["status"] == "ok"
    wait_for(lambda: get(scrapyd, "listjobs", project="copydesk").get("finished"))

    assert read.paths(read.lines(out)) == sorted(e["path"] for e in expected)
    (summary,) = read.lines(tmp_path / "summary.json")
    assert (summary["exit_code"], summary["sites"]["gazette"]["outcome"]) == (0, "finished")


def get(scrapyd, what, **asked):
    try:
        with urlopen(f"{scrapyd}/{what}.json?{urlencode(asked)}", timeout=30) as answer:
            return json.load(answer)
    except URLError:
        return {}


def wait_for(happened, process=None):
    deadline = time.monotonic() + 120
    while not happened():
        assert process is None or process.poll() is None, "Scrapyd ended"
        assert time.monotonic() < deadline, "not in two minutes"
        time.sleep(0.2)
