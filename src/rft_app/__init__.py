"""The entrypoints: what library users hold, the HTTP API, the command line, the worker."""
