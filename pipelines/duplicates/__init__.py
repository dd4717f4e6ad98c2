"""Near-duplicates: one text printed by many sites, shortened, with other headlines and paragraphs."""
