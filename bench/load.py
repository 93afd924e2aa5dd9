"""The load, in a process of its own: plays requests over a few kept connections and counts.

``python -m bench.load PORT FILE SECONDS CONNECTIONS [--once]``: FILE holds one JSON object a
line: method, path, headers, body. Prints one JSON object. Bounded in time and in requests.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

MOST = 200_000


@dataclass
class Tally:
    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    bytes: int = 0


class Requests:
    """The requests of a file, over and over until the time is up, or each once."""

    def __init__(self, file: Path, *, until: float, once: bool) -> None:
        self._raw = [_as_bytes(json.loads(line)) for line in file.read_text().splitlines()]
        self._until, self._once, self._next = until, once, 0

    def take(self) -> bytes | None:
        number = self._next
        finished = number >= (len(self._raw) if self._once else MOST)
        if finished or time.monotonic() > self._until:
            return None
        self._next += 1
        return self._raw[number % len(self._raw)]


def _as_bytes(asked: dict[str, str]) -> bytes:
    body = asked.get("body", "").encode()
    headers = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **asked.get("headers", {})}  # type: ignore[dict-item]
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{asked.get('method', 'GET')} {asked['path']} HTTP/1.1\r\n{head}\r\n".encode() + body


async def play(port: int, requests: Requests, tally: Tally) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (raw := requests.take()) is not None:
        started = time.perf_counter()
        writer.write(raw)
        status, size = await _answer(reader)
        tally.times.append(time.perf_counter() - started)
        tally.statuses[status] = tally.statuses.get(status, 0) + 1
        tally.bytes += size
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    headers = head.lower()
    if b"transfer-encoding: chunked" in headers:
        return status, await _chunks(reader)
    at = headers.find(b"content-length:")
    length = int(headers[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    await reader.readexactly(length)
    return status, length


async def _chunks(reader: asyncio.StreamReader) -> int:
    total = 0
    while True:
        size = int((await reader.readline()).strip(), 16)
        await reader.readexactly(size + 2)
        total += size
        if not size:
            return total


async def main(port: int, file: Path, seconds: float, connections: int, *, once: bool) -> None:
    tally = Tally()
    started = time.monotonic()
    requests = Requests(file, until=started + seconds, once=once)
    await asyncio.gather(*(play(port, requests, tally) for _ in range(connections)))
    took = time.monotonic() - started
    ordered = sorted(tally.times)
    print(
        json.dumps(
            {
                "requests": len(ordered),
                "per_second": len(ordered) / took,
                "p50_ms": ordered[len(ordered) // 2] * 1000,
                "p95_ms": ordered[int(len(ordered) * 0.95)] * 1000,
                "bytes": tally.bytes / len(ordered),
                "statuses": tally.statuses,
            }
        )
    )


if __name__ == "__main__":
    port, file, seconds, connections = sys.argv[1:5]
    once = "--once" in sys.argv
    asyncio.run(main(int(port), Path(file), float(seconds), int(connections), once=once))
