"""What happens when more is asked than can be answered, and how soon is it over?

    python benchmarks/overload.py http://127.0.0.1:8000/en/search?q=licence+plates [REQUESTS A SECOND] [SECONDS]

Requests come when they come, whether or not the last was answered. Prints how many had which status and after how many
milliseconds, and then when a single request is answered within a tenth of a second again.
"""

import asyncio
import sys
import time
from collections import defaultdict
from urllib.parse import urlsplit


async def ask(address: str) -> tuple[str, float]:
    """The status of an answer, and the seconds until it was complete."""
    parts = urlsplit(address)
    start = time.perf_counter()
    try:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        path = f"{parts.path}?{parts.query}"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
        status = (await reader.readline()).split()[1].decode()
        await reader.read()
        writer.close()
    except OSError as error:
        status = type(error).__name__
    return status, time.perf_counter() - start


async def main(address: str, rate: float, seconds: float) -> None:
    """Print the figures."""
    asked: list[asyncio.Task[tuple[str, float]]] = []
    start = time.perf_counter()
    while (now := time.perf_counter() - start) < seconds:
        asked += [asyncio.create_task(ask(address)) for _ in range(int(now * rate) - len(asked))]
        await asyncio.sleep(0.005)
    times: dict[str, list[float]] = defaultdict(list)
    for status, took in await asyncio.gather(*asked):
        times[status].append(took * 1000)
    for status, many in sorted(times.items()):
        many.sort()
        p50, p99 = (many[int(len(many) * part)] for part in (0.5, 0.99))
        print(f"{status}: {len(many)}, {len(many) / seconds:.0f} a second, p50 {p50:.0f} ms, p99 {p99:.0f} ms")
    over = time.perf_counter()
    last = "", 1.0
    while last[0] != "200" or last[1] > 0.1:
        last = await ask(address)
    print(f"recovered after {time.perf_counter() - over:.1f} s")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], *(float(each) for each in (*sys.argv[2:], "1000", "30")[:2])))
