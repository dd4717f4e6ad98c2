"""Boilerplate: what stands in the body and is not the article.

Each module knows one way to tell it: :mod:`.stock` by words that are printed under every
story, :mod:`.furniture` by what the page says of the article elsewhere, :mod:`.boxes` by names in
the markup, :mod:`.links` by where its links lead, :mod:`.endings` by being left over at the end.
"""
