"""The HTTP edge: a table of endpoints, from which routes, parsing, OpenAPI, docs and tests are made (design.md 6)."""
