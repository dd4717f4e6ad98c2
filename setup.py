# Everything is in pyproject.toml. scrapyd-deploy builds its egg by this file, and would write one of its own.
from setuptools import setup

setup()
