"""A signed-in member who replies through the site's own form."""

from __future__ import annotations

import json
import re
import urllib.parse
import urllib.request
import uuid


class Writer:
    def __init__(self, base: str, thread: int, user_id: int) -> None:
        from bench.seeding import session

        self.base, self.thread = base, thread
        self.cookie = f"sessionid={session(user_id)}; script=1"
        page = self._open(f"/t/{thread}/of/", {}).read().decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found, "the thread page shows this member no form"
        self.token = found[1]

    def post(self, source: str, key: str = "", timeout: float = 60) -> int:
        """The number of the new post; sent again under the same key, the same post's."""
        form = {
            "source": source,
            "parent": "1",
            "key": key or str(uuid.uuid4()),
            "csrfmiddlewaretoken": self.token,
        }
        body = urllib.parse.urlencode(form).encode()
        response = self._open(
            f"/t/{self.thread}/reply/", {"Accept": "application/json"}, body, timeout
        )
        return int(json.load(response)["number"])

    def _open(
        self, path: str, headers: dict[str, str], body: bytes | None = None, timeout: float = 60
    ):  # type: ignore[no-untyped-def]
        request = urllib.request.Request(  # noqa: S310
            self.base + path,
            data=body,
            headers={"Cookie": self.cookie, "Origin": self.base, "Referer": self.base, **headers},
        )
        response = urllib.request.urlopen(request, timeout=timeout)  # noqa: S310
        for value in response.headers.get_all("Set-Cookie") or []:
            if value.startswith("csrftoken="):
                self.cookie += "; " + value.split(";")[0]
        return response
