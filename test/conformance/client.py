"""MemoAirVoiceClient, which starts a runtime for each person."""

import asyncio
import os

from memoair_voice import MemoAirVoiceAgent, MemoAirVoiceClient, MemoAirVoiceMemory, MemoAirVoiceMemoryError, RuntimePool

from sentences import judge, raised_by, says
from sidecar import NO_CLOUD, free_ports, running, storage, token, until_warm

USERS = [f"caller_{i}" for i in range(1, 6)]
PORTS = free_ports(20)
MS = 10_000


def client(**options):
    return MemoAirVoiceClient(
        **{
            "api_key": "memoair_pk_test",
            "project_id": "proj_judged",
            "agent_id": "agent_1",
            "cloud_base_url": NO_CLOUD,
            "runtime_port_range": PORTS,
            "storage_root": storage(),
            **options,
        }
    )


async def save(of, user, text):
    return await of.save_response(user_text=text, assistant_text="Noted.", user={"id": user, "name": "Alex", "metadata": {"plan": "premium"}})


async def context(of, user, query):
    """What is recalled. The runtime answers for a caller that waits 250 ms: on a crowded machine a lane may be late, and is asked again."""
    for _ in range(20):
        result = await of.search_memory(query, user={"id": user}, timeout_ms=MS)
        if all(lane["status"] != "late" for lane in result.trace["lanes"].values()):
            break
    return result.contextText


@says("five people over the three runtimes of a pool: what was said before an eviction is found after it, by nobody else")
async def _():
    words = {user: token() for user in USERS}
    pool = RuntimePool(
        api_key="memoair_pk_test",
        project_id="proj_judged",
        agent_id="agent_1",
        cloud_base_url=NO_CLOUD,
        max_concurrent_users=3,
        runtime_port_range=PORTS,
        storage_root=storage(),
    )

    async def call(user, say=None):
        handle = await pool.acquire(user_id=user)
        assert len(running()) <= 3
        try:
            async with MemoAirVoiceMemory(
                project_id="proj_judged", user_id=user, runtime_url=handle.runtime_url, cloud_base_url=NO_CLOUD, auto_start_runtime=False
            ) as memory:
                if say is not None:
                    assert await memory.after_turn(user_text=say, assistant_text="Noted.", turn_id="turn-1"), user
                return await memory.search_memory_tool(search_memory_timeout_ms=MS)("what is my secret word")
        finally:
            pool.release(handle)

    for user in USERS:
        await call(user, f"My secret word is {words[user]}.")
    for user in USERS:
        text = await call(user)
        assert [words[other] for other in USERS if words[other] in text] == [words[user]], (user, text)
    await pool.aclose()
    assert running() == []


@says("a client that hands the port of an evicted person on, and the session with it, is answered for the new person alone")
async def _():
    words = {user: token() for user in USERS}
    pool = client(max_concurrent_users=3)
    for user in USERS:
        assert await save(pool, user, f"My secret word is {words[user]}."), user
        assert len(running()) <= 3
    for user in USERS:
        text = await context(pool, user, "what is my secret word")
        assert [words[other] for other in USERS if words[other] in text] == [words[user]], (user, text)
        assert len(running()) <= 3
    await pool.aclose()


@says("each person's runtime stands on a port of the range, and none is left when the client is closed")
async def _():
    pool = client(max_concurrent_users=3)
    await asyncio.gather(*(save(pool, user, "Hello.") for user in USERS[:3]))
    urls = pool._pool.live_runtime_urls()
    ports = {int(url.rsplit(":", 1)[1]) for url in urls}
    assert len(ports) == 3 and all(PORTS[0] <= port <= PORTS[1] for port in ports), ports
    assert len(running()) == 3
    codes = [handle.process for handle in pool._pool._handles.values()]
    await pool.aclose()
    assert running() == []
    assert [process.returncode for process in codes] == [0, 0, 0], "a runtime had to be killed"


@says("a runtime that is warm ends by itself when it is told to, before the client kills it")
async def _():
    pool = client()
    await save(pool, "caller_1", "Hello.")
    (handle,) = pool._pool._handles.values()
    await asyncio.to_thread(until_warm, handle.runtime_url, handle.process)
    await pool.aclose()
    assert handle.process.returncode == 0, handle.process.returncode


@says("many calls at once for one person share one runtime")
async def _():
    pool = client()
    await asyncio.gather(*(save(pool, "caller_1", f"Sentence {i} of the call.") for i in range(20)))
    assert len(running()) == 1
    text = await context(pool, "caller_1", "sentence 17 of the call")
    assert "Sentence 17" in text, text
    await pool.aclose()


@says("session holds one person's runtime for a block of calls")
async def _():
    word = token()
    pool = client(max_concurrent_users=1)
    session = await pool.session(user={"id": "caller_1", "name": "Alex"})
    async with session as held:
        assert await held.save_response(user_text=f"I drive a {word}.", assistant_text="Fast.", turn_id="turn-1")
        wrong = await raised_by(MemoAirVoiceMemoryError, context(pool, "caller_2", "anything"))
        assert wrong.code == "pool.exhausted", wrong
        assert word in (await held.search_memory(f"drive {word}", timeout_ms=MS)).contextText
    assert word in await context(pool, "caller_1", f"drive {word}")
    await pool.aclose()


@says("a result has every field, and its items are bounded by lanes and top_k")
async def _():
    pool = client()
    for i in range(6):
        await save(pool, "caller_1", f"Fact {i}: the harbour has {i + 2} cranes.")
    result = await pool.search_memory(
        "how many cranes has the harbour", user={"id": "caller_1"}, lanes=["permanent"], top_k={"permanent": 2}, timeout_ms=MS
    )
    assert result.contextText.startswith("## permanent"), result.contextText
    assert len(result.permanent) == 2 and result.working == [] and result.org == []
    assert {"memoryId", "text", "score"} <= set(result.permanent[0]) and 0 <= result.permanent[0]["score"] <= 1
    assert [source["lane"] for source in result.sources] == ["permanent", "permanent"], result.sources
    assert isinstance(result.trace["totalMs"], (int, float))
    whole = await pool.search_memory("cranes", user={"id": "caller_1"}, timeout_ms=MS)
    assert whole.profile is None or {"version", "summary"} <= set(whole.profile)
    await pool.aclose()


@says("a person's id may hold anything: slashes, dots, spaces and other scripts")
async def _():
    root = storage()
    strange = ["../caller", "a/b\\c", "+49 170 1234567", "यूज़र 😀", "x" * 300]
    words = {user: token() for user in strange}
    pool = client(storage_root=root)
    for user in strange:
        assert await save(pool, user, f"My word is {words[user]}."), user
    await pool.aclose()
    pool = client(storage_root=root)
    for user in strange:
        text = await context(pool, user, "what is my word")
        assert [words[other] for other in strange if words[other] in text] == [words[user]], (user, text)
    await pool.aclose()
    assert all(name in ("proj_judged",) for name in os.listdir(root)), os.listdir(root)


@says("an agent builds a client for its person, and from the environment as well")
async def _():
    word = token()
    agent = MemoAirVoiceAgent(api_key="memoair_pk_test", project_id="proj_judged", agent_id="agent_1", user_id="caller_9", base_url=NO_CLOUD)
    root = storage()
    pool = agent.client(storage_root=root, runtime_port_range=PORTS)
    await pool.save_response(user_text=f"I sail to {word}.", assistant_text="Ahoy.")
    assert word in (await pool.search_memory(f"sail {word}", timeout_ms=MS)).contextText
    await pool.aclose()
    os.environ.update(
        MEMOAIR_API_KEY="memoair_pk_test", MEMOAIR_PROJECT_ID="proj_judged", MEMOAIR_AGENT_ID="agent_1", MEMOAIR_USER_ID="caller_10", MEMOAIR_BASE_URL=NO_CLOUD
    )
    pool = MemoAirVoiceAgent.from_env().client(storage_root=root, runtime_port_range=PORTS)
    assert word not in (await pool.search_memory(f"sail {word}", timeout_ms=MS)).contextText
    await pool.aclose()
    assert running() == []


if __name__ == "__main__":
    judge()
