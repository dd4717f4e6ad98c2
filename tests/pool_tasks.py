"""Work for the pool's tests. A spawned process imports this module, so it holds nothing else."""

import os
import time

from pipelines.errors import NoPage


def double(number):
    return number * 2


def sleep_if_zero(number):
    """The first item is done last."""
    time.sleep(0.3 if number == 0 else 0)
    return number


def hang(_):
    time.sleep(600)


def die(_):
    os._exit(7)


def refuse(page):
    raise NoPage(f"nothing on page {page}")


def mixed(number):
    """Every kind of end, by the number."""
    return {1: hang, 2: die, 3: refuse}.get(number, double)(number)
