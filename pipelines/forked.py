"""Worker processes that do not run the program's main module."""

from __future__ import annotations

import sys
from multiprocessing.context import ForkServerContext, ForkServerProcess
from types import ModuleType
from typing import Any


class _Process(ForkServerProcess):
    @staticmethod
    def _Popen(process: Any) -> Any:
        # What is sent to a new process names the main module by its file, if it has one.
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            return ForkServerProcess._Popen(process)
        finally:
            sys.modules["__main__"] = main


class WithoutMain(ForkServerContext):
    """multiprocessing's fork server, whose processes leave the program's main module alone.

    multiprocessing has every process import it. A script that starts its crawl without
    ``if __name__ == "__main__":``, as most of Scrapy's do, would begin again in each of them.
    What our workers run is in modules of its own.
    """

    Process = _Process
