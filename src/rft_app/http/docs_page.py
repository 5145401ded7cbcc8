"""The docs page: the OpenAPI document as one page that needs nothing from elsewhere."""

import json
import re
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import Any

Document = dict[str, Any]


def page(title: str, body: str, *, script: str = "") -> bytes:
    """A whole page with the house's style inside."""
    static = files(__package__) / "static"
    script = f"<script>{(static / script).read_text('utf-8')}</script>" if script else ""
    style = (static / "docs.css").read_text("utf-8")
    head = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>{escape(title)}</title><style>{style}</style></head>'
    )
    return f"{head}<body>{body}{script}</body></html>".encode()


def docs_page(document: Document) -> bytes:
    operations = list(_operations(document))
    groups = [tag["name"] for tag in document["tags"]]
    sections = "".join(
        f"<section><h2>{escape(group)}</h2>"
        + "".join(_operation(document, *one) for one in operations if one[2]["tags"] == [group])
        + "</section>"
        for group in groups
    )
    info = document["info"]
    body = (
        f"<nav>{_navigation(groups, operations)}</nav><main><header>"
        f'<p class="kicker">HTTP API · {escape(info["version"])}</p>'
        f'<h1>rft</h1>{_prose(info["description"])}<p class="links">'
        '<a href="/openapi.json">OpenAPI document</a><a href="/problems">Problems</a></p></header>'
        f"{sections}</main>"
    )
    return page("rft: HTTP API", body, script="docs.js")


def _operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _navigation(groups: list[str], operations: list[tuple[str, str, Document]]) -> str:
    found = '<input type="search" placeholder="Filter calls" aria-label="Filter calls" id="filter">'
    for group in groups:
        items = "".join(
            f'<li><a href="#{operation["operationId"]}">{_method(method)}'
            f"<span>{escape(operation['summary'])}</span></a>"
            for method, _, operation in operations
            if operation["tags"] == [group]
        )
        found += f"<h3>{escape(group)}</h3><ul>{items}</ul>"
    return found


def _method(method: str) -> str:
    return f'<b class="method {method.lower()}">{method}</b>'


def _operation(document: Document, method: str, path: str, operation: Document) -> str:
    token = "" if {} in operation["security"] else '<span class="token">token</span>'
    shown = re.sub(r"\{(\w+)\}", r"<i>{\1}</i>", escape(path))
    description = _prose(operation["description"]) if "description" in operation else ""
    return (
        f'<article id="{operation["operationId"]}"><h3>{escape(operation["summary"])}{token}</h3>'
        f'<p class="call">{_method(method)}<code>{shown}</code></p>{description}'
        f"{_parameters(document, operation)}{_request(document, operation)}{_answers(document, operation)}</article>"
    )


def _prose(text: str) -> str:
    marked = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))
    return "".join(f"<p>{paragraph}</p>" for paragraph in marked.split("\n\n"))


def _parameters(document: Document, operation: Document) -> str:
    rows = ""
    for given in operation["parameters"]:
        parameter = _resolved(document, given)
        if parameter["in"] != "path":
            rows += _row(
                parameter["name"],
                f"{parameter['in']}, {_kind(document, parameter['schema'])}",
                required=parameter.get("required", False),
                text=parameter.get("description", ""),
            )
    return _table("Parameters", rows)


def _request(document: Document, operation: Document) -> str:
    if "requestBody" not in operation:
        return ""
    content = operation["requestBody"]["content"]["application/json"]
    return _table("Body", _fields(document, content["schema"], "")) + _sample("Example body", content)


def _answers(document: Document, operation: Document) -> str:
    refusals, success = "", ""
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            content = answer["content"].get("application/json")
            if content is None:  # a file
                success = f"<p>Answer {status}: a file, {' or '.join(map(escape, answer['content']))}."
                continue
            fields = _table("Fields of the answer", _fields(document, content["schema"], ""))
            success = f"<details><summary>Answer {status}</summary>{_sample('Example', content)}{fields}</details>"
            continue
        codes = "".join(
            f'<li><a href="/problems/{code}"><code>{code}</code></a>'
            for code in answer["content"]["application/problem+json"]["examples"]
        )
        refusals += f"<tr><td>{status}<td><ul class=codes>{codes}</ul>"
    return f"{success}<details><summary>Refusals</summary><table>{refusals}</table></details>"


def _fields(document: Document, schema: Document, prefix: str) -> str:
    """A row per field; what is inside a field follows it, named by its path."""
    resolved = _resolved(document, schema)
    rows = ""
    for name, field in resolved.get("properties", {}).items():
        required = name in resolved.get("required", ())
        rows += _row(prefix + name, _kind(document, field), required=required, text=_description(field))
        inner = _inner(document, field)
        if inner is not None:
            rows += _fields(document, inner[1], f"{prefix}{name}{inner[0]}")
    return rows


def _inner(document: Document, field: Document) -> tuple[str, Document] | None:
    for one in field.get("anyOf", [field]):
        resolved = _resolved(document, one)
        if "properties" in resolved and resolved["title"] not in ("Money", "MoneyBody"):
            return ".", resolved
        if "items" in resolved and "properties" in _resolved(document, resolved["items"]):
            return "[].", resolved["items"]
    return None


def _kind(document: Document, schema: Document) -> str:
    """The type of a field in a few words."""
    if "anyOf" in schema and "type" not in schema:
        return " or ".join(_kind(document, one) for one in schema["anyOf"])
    resolved = _resolved(document, schema)
    if resolved.get("title") in ("Money", "MoneyBody"):
        return "money"
    if "enum" in resolved:
        return " | ".join(resolved["enum"])
    if resolved["type"] == "array":
        inner = _kind(document, resolved["items"])
        return "list" if inner == "object" else f"list of {inner}"
    return str(resolved.get("format", resolved["type"])) + _bounds(resolved)


def _bounds(schema: Document) -> str:
    low = schema.get("minimum", schema.get("minLength"))
    high = schema.get("maximum", schema.get("maxLength"))
    if low is None and high is None:
        return ""
    return f" {low}–{high}" if low is not None and high is not None else f" ≥ {low}" if high is None else f" ≤ {high}"


def _description(schema: Document) -> str:
    """What is said about the field itself; what its type says of itself stands in the type's own place."""
    said = [schema.get("description", "")] + [one.get("description", "") for one in schema.get("anyOf", ())]
    return " ".join(dict.fromkeys(text for text in said if text))


def _row(name: str, kind: str, *, required: bool, text: str) -> str:
    mark = '<em title="required">*</em>' if required else ""
    return f"<tr><td><code>{escape(name)}</code>{mark}<td>{escape(kind)}<td>{_prose(text) if text else ''}"


def _table(title: str, rows: str) -> str:
    return f'<h4>{title}</h4><div class="wide"><table>{rows}</table></div>' if rows else ""


def _sample(title: str, content: Document) -> str:
    if "example" not in content:
        return ""
    return f"<h4>{title}</h4><pre>{escape(json.dumps(content['example'], indent=2, ensure_ascii=False))}</pre>"


def _resolved(document: Document, schema: Document) -> Document:
    if "$ref" not in schema:
        return schema
    _, *steps = schema["$ref"].split("/")
    found = document
    for step in steps:
        found = found[step]
    return found
