"""Pages about the API, made once from the table."""

from functools import partial

import msgspec

from .docs_page import docs_page
from .endpoint import Endpoint
from .openapi import openapi
from .operations import Text
from .problem_pages import problem_index, problem_page, problem_pages

_HTML = "text/html; charset=utf-8"


def page_routes(endpoints: tuple[Endpoint, ...]) -> dict[str, Text]:
    document = openapi(endpoints)
    as_json, docs, index = msgspec.json.encode(document), docs_page(document), problem_index(endpoints)
    return {
        "/openapi.json": Text(lambda: as_json, "application/json"),
        "/docs": Text(lambda: docs, _HTML),
        "/problems": Text(lambda: index, _HTML),
        "/problems/{code}": Text(partial(problem_page, problem_pages(endpoints)), _HTML),
    }
