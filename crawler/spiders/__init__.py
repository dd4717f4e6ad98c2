"""The spiders: ``site``, ``feed``, ``sitemap``, ``urls``."""
