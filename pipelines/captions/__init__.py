"""Captions: the words of an article's pictures, and where a page keeps them.

:mod:`pipelines.steps.captions` gathers what these find.
"""
