"""Finding, importing and calling scripts."""
