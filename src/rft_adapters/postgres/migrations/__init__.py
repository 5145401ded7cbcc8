"""The steps from an empty database to the present schema, in order. A released step is never edited."""
