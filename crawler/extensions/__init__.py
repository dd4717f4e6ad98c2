"""Scrapy extensions: one small class, one job."""
