"""A client in a process of its own, with a storage root of its own: what it recalls for each query, as JSON."""

import asyncio
import json
import sys

from memoair_voice import MemoAirVoiceClient

import sidecar


async def recall(client, user, word, query):
    """The session may start before the cloud has answered: asked again until the word is there."""
    for _ in range(300):
        text = (await client.search_memory(query, user={"id": user}, timeout_ms=10_000)).contextText
        if word in text:
            break
        await asyncio.sleep(0.1)
    return text


async def main(user, queries, **options):
    client = MemoAirVoiceClient(agent_id="agent_2", runtime_port_range=sidecar.free_ports(10), **options)
    print(json.dumps([await recall(client, user, word, query) for word, query in queries]))
    await client.aclose()


if __name__ == "__main__":
    asyncio.run(main(**json.loads(sys.argv[1])))
