"""Two server processes that share a database and Redis: a reply to one reaches the other's reader.

`REDIS_URL=redis://... python -m bench.crossing`; ends with 1 unless every reply crossed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid

from bench.live import scratch_thread

# Sooner than any slow tick looks: what comes within this time came over Redis.
WITHIN = 1.0
REPLIES = 5


def main() -> int:
    if not os.environ.get("REDIS_URL"):
        sys.exit("REDIS_URL must name a Redis for two processes to share.")
    os.environ["REDIS_PREFIX"] = f"crossing-{uuid.uuid4().hex[:8]}"
    with scratch_thread() as (thread, authors):
        delays = cross(thread, authors[0])
    for delay in delays:
        print(f"crossed in {delay * 1000:.0f} ms")
    return 0 if len(delays) == REPLIES and max(delays) < WITHIN else 1


def cross(thread: int, author: int) -> list[float]:
    """Seconds from sending to one server until the other's reader had it, for each reply."""
    from bench import servers
    from bench.writing import Writer
    from forum.models import Thread

    seq = Thread.objects.values_list("seq", flat=True).get(pk=thread)
    with servers.running("daphne") as (here, _), servers.running("daphne") as (there, _):
        arguments = [there, thread, seq, 1, REPLIES, 20]
        command_line = [sys.executable, "-m", "bench.readers", *map(str, arguments)]
        reader = subprocess.Popen(command_line, stdout=subprocess.PIPE, text=True)
        assert reader.stdout
        reader.stdout.readline()
        writer, sent = Writer(here, thread, author), {}
        for turn in range(REPLIES):
            started = time.perf_counter()
            sent[writer.post(f"Reply {turn} to the other side.")] = started
        arrived = json.loads(reader.stdout.readline())["seen"]
    return [at - sent[number] for number, at in arrived if number in sent]


if __name__ == "__main__":
    sys.exit(main())
