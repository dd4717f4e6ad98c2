"""Site memory: what the pages of a site tell of the next one. docs/site-memory.md tells all of it."""
