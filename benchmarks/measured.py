"""A command's time, and the CPU of all its processes: ``python -m benchmarks.measured FILE COMMAND…``.

Writes ``{"seconds", "cpu", "code"}`` to FILE. A crawl's cleaning workers are forked from a
process of their own and end a moment after the crawl; here they are waited for, since nobody
else counts them. Linux only: elsewhere their CPU is missing.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


def main() -> None:
    target, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    begin = time.perf_counter()
    code = subprocess.run(command, check=False).returncode
    seconds = time.perf_counter() - begin
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    Path(target).write_text(
        json.dumps({"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "code": code})
    )


if __name__ == "__main__":
    main()
