"""An Airflow 3 DAG: crawl the sites that are due, every hour; later tasks get the run's summary.

Put it in the DAGs folder; Copydesk may live in a virtualenv of its own (``COPYDESK``).
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import dag, task

COPYDESK = "/opt/copydesk/bin/copydesk"
FOLDER = "/srv/news"
LOCKED = 75
"""Another run has the state folder: skip this one."""


@dag(
    schedule="@hourly",
    start_date=datetime(2025, 1, 1),
    catchup=False,
    max_active_runs=1,
    # 69 (no site could be reached), 74 (the output could not be stored) and 130 (stopped) are tried
    # again; a crawl that was stopped goes on where it was.
    default_args={"retries": 2, "retry_delay": timedelta(minutes=10)},
    tags=["news"],
)
def copydesk() -> None:
    crawl = BashOperator(
        task_id="crawl",
        cwd=FOLDER,
        # 1 is a run that is whole, with pages that failed: they are in articles.failed.jsonl.
        bash_command=(
            f"{COPYDESK} crawl --sites sites.toml -o articles.jsonl --summary - || "
            "{ code=$?; [ $code -eq 1 ] || exit $code; }"
        ),
        skip_on_exit_code=LOCKED,
        # The last line on stdout is the summary; none, when no site was due.
        output_processor=lambda line: json.loads(line) if line.startswith("{") else None,
    )

    @task
    def report(summary: dict | None) -> str:
        """What came of the run, and the sites to look at."""
        if summary is None:
            return "no site was due"
        broken = [
            name for name, site in summary["sites"].items() if site["outcome"] in ("failed", "given up")
        ]
        text = f"{summary['articles']['written']} articles"
        return f"{text}; broken: {', '.join(broken)}" if broken else text

    report(crawl.output)


copydesk()
