"""The cleaning steps, one a file: pure functions ``(article, page) -> article``."""
