"""What was acknowledged is kept, however the process ends."""

import asyncio
import json
import os
import random

from memoair_voice import MemoAirVoiceMemory

from sentences import judge, says
from sidecar import NO_CLOUD, WORKSPACE, Sidecar, storage, token

ROUNDS = 3
TURNS = 60


def memory(sidecar, **options):
    return MemoAirVoiceMemory(project_id=WORKSPACE, user_id="user_1", runtime_url=sidecar.url, cloud_base_url=NO_CLOUD, auto_start_runtime=False, **options)


async def found(client, word):
    """Whether a search for the word finds it. A lane that is late says nothing of what it holds: it is asked again."""
    tool = client.search_memory_tool(search_memory_timeout_ms=10_000)
    for _attempt in range(100):
        if word in await tool(f"which box holds {word}"):
            return True
        if all(lane["status"] != "late" for lane in tool.last_trace["lanes"].values()):
            return False
    raise AssertionError("the lanes are always late")


async def lost(sidecar, words):
    """The words that are not found any more."""
    async with memory(sidecar) as client:
        return [word for word in words if not await found(client, word)]


@says("turns that were acknowledged before SIGKILL are found after a restart on the same storage root")
async def _():
    root, kept = storage(), []
    for _round in range(ROUNDS):
        sidecar = Sidecar(storage_root=root)
        client = memory(sidecar)
        await client.start_session()

        async def talk(client=client):
            while True:
                word = token()
                if await client.after_turn(user_text=f"Box {len(kept)} holds {word}.", assistant_text="Noted.", turn_id=word, timeout_s=30) is None:
                    return
                kept.append(word)

        wanted = len(kept) + random.randrange(1, TURNS)
        talking = asyncio.gather(*(talk() for _ in range(3)))
        while len(kept) < wanted:
            await asyncio.sleep(0.001)
        sidecar.kill()
        await talking
        await client.aclose()
    sidecar = Sidecar(storage_root=root)
    missing = await lost(sidecar, kept)
    sidecar.stop()
    assert missing == [], f"{len(missing)} of {len(kept)} are lost"
    return f"{len(kept)} acknowledged turns over {ROUNDS} kills, none lost"


@says("SIGTERM ends it cleanly, and everything is there at the next start")
async def _():
    root, words = storage(), [token() for _ in range(10)]
    sidecar = Sidecar(storage_root=root)
    client = memory(sidecar)
    await client.start_session()
    for word in words:
        assert await client.after_turn(user_text=f"A box holds {word}.", assistant_text="Noted.", turn_id=word, timeout_s=10)
    await client.aclose()
    assert sidecar.stop() == 0
    sidecar = Sidecar(storage_root=root)
    assert await lost(sidecar, words) == []
    sidecar.stop()


@says("session.jsonl stands where paths says and holds every acknowledged turn")
async def _():
    sidecar, word = Sidecar(storage_root=storage()), token()
    async with memory(sidecar, session_id="call-1") as client:
        await client.after_turn(user_text=f"A box holds {word}.", assistant_text="Noted.", turn_id="t", timeout_s=10)
        path = client.paths["sessionJsonl"]
        assert os.path.isabs(path), path
        with open(path, encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        assert any(word in json.dumps(line) for line in lines), lines
    assert os.path.exists(client.paths["workingBrief"])
    sidecar.stop()


if __name__ == "__main__":
    judge()
