"""A search engine on this machine that knows as much of the REST interface as the site asks.

It stands for OpenSearch and Elasticsearch, which take a Java machine and a gigabyte each.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Document = dict[str, Any]


class SearchEngine(ThreadingHTTPServer):
    """`broken` maps the end of a path to the status that it answers with from now on."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.indexes: dict[str, dict[str, Document]] = {}
        self.broken: dict[str, int] = {}
        self.asked: list[str] = []
        self.signed: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SearchEngine

    def do_GET(self) -> None:
        name = self.path.split("/")[1]
        self.say(200, {key: {} for key in self.server.indexes if fnmatch(key, name)})

    def do_PUT(self) -> None:
        body = json.loads(self.body())
        assert body["mappings"]["properties"]["id"]["type"] == "long"
        self.server.indexes[self.path.strip("/")] = {}
        self.say(200, {"acknowledged": True})

    def do_DELETE(self) -> None:
        self.server.indexes.pop(self.path.strip("/"))
        self.say(200, {"acknowledged": True})

    def do_POST(self) -> None:
        body = self.body()
        name, call = self.path.strip("/").split("/")
        self.server.asked.append(call)
        self.server.signed.append(self.headers.get("Authorization"))
        if status := self.server.broken.get(call):
            self.say(status, {"error": "told to"})
        elif (index := self.server.indexes.get(name)) is None:
            self.say(404, {"error": "index_not_found_exception"})
        elif call == "_bulk":
            items = list(_bulk(index, [json.loads(line) for line in body.splitlines()]))
            errors = any(next(iter(item.values()))["status"] >= 400 for item in items)
            self.say(200, {"errors": errors, "items": items})
        elif call == "_search":
            self.say(200, _search(index, json.loads(body)))
        else:
            assert call == "_refresh"
            self.say(200, {})

    def body(self) -> str:
        return self.rfile.read(int(self.headers["Content-Length"])).decode()

    def say(self, status: int, answer: Any) -> None:
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        pass


def _bulk(index: dict[str, Document], lines: list[Any]) -> Iterator[Document]:
    rest = iter(lines)
    for line in rest:
        ((act, named),) = line.items()
        pk = named["_id"]
        if act == "delete":
            status = 200 if index.pop(pk, None) else 404
        else:
            document = next(rest)
            status = 409 if act == "create" and pk in index else 201
            if status == 201:
                index[pk] = document
        yield {act: {"_id": pk, "status": status}}


def _search(index: dict[str, Document], body: Document) -> Document:
    assert body["sort"] == [{"id": "desc"}]
    found = sorted(
        (doc["id"] for doc in index.values() if _holds(doc, body["query"])), reverse=True
    )
    return {"hits": {"hits": [{"_id": str(pk)} for pk in found[: body["size"]]]}}


def _holds(document: Document, asked: Document) -> bool:
    ((kind, content),) = asked.items()
    if kind == "bool":
        should = content.get("should", [])
        return (
            all(_holds(document, part) for part in content.get("filter", []))
            and not any(_holds(document, part) for part in content.get("must_not", []))
            and (not should or any(_holds(document, part) for part in should))
        )
    ((field, value),) = content.items()
    has = document[field]
    if kind == "range":
        return bool(has < value["lt"])
    if kind == "terms":
        return not set(has).isdisjoint(value)
    if kind == "term" and field == "marks":
        return value in has
    words = has.split()
    if kind == "term":
        return value["value"] in words
    if kind == "prefix":
        return any(word.startswith(value["value"]) for word in words)
    wanted = value["query"].split()
    runs = zip(*(words[start:] for start in range(len(wanted))), strict=False)
    if kind == "match_phrase_prefix":
        return any(list(run[:-1]) == wanted[:-1] and run[-1].startswith(wanted[-1]) for run in runs)
    assert kind == "match_phrase", kind
    return any(list(run) == wanted for run in runs)


@contextmanager
def running() -> Iterator[SearchEngine]:
    with SearchEngine() as engine:
        threading.Thread(target=engine.serve_forever, daemon=True).start()
        yield engine
        engine.shutdown()
