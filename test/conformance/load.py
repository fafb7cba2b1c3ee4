"""Many searches at once, and many in a row inside the client's own limit."""

import asyncio

from memoair_voice import MemoAirVoiceMemory, MemoAirVoiceMemoryError

from sentences import judge, says
from sidecar import NO_CLOUD, WORKSPACE, Sidecar

AT_ONCE = 1000
IN_A_ROW = 300
shared = None
client = None


async def before():
    global shared, client
    shared = Sidecar()
    client = MemoAirVoiceMemory(project_id=WORKSPACE, user_id="user_1", runtime_url=shared.url, cloud_base_url=NO_CLOUD, auto_start_runtime=False)
    await client.start_session()
    for i in range(200):
        await client.after_turn(user_text=f"On day {i} we talked about topic {i * 7} and the weather.", assistant_text="Yes.", turn_id=f"t{i}", timeout_s=10)
    await asyncio.to_thread(shared.warm)


async def after():
    await client.aclose()
    shared.stop()


@says("every search of a call is answered inside the client's own 250 ms, by a runtime that is warm")
async def _():
    tool = client.search_memory_tool()
    degraded, late = 0, 0
    for i in range(IN_A_ROW):
        try:
            await tool(f"what did we say on day {i}")
            degraded += tool.last_trace["degraded"]
        except MemoAirVoiceMemoryError as wrong:
            assert wrong.code == "runtime.timeout", wrong
            late += 1
    assert late == 0, f"{late} of {IN_A_ROW} came too late"
    return f"{IN_A_ROW} searches, {degraded} degraded"


@says("a thousand searches at once all finish")
async def _():
    bodies = await asyncio.gather(*(client._search_memory_envelope(query=f"topic {i}", timeout_ms=60_000) for i in range(AT_ONCE)))
    assert len(bodies) == AT_ONCE and all(isinstance(body["contextText"], str) for body in bodies)
    return f"{sum(body['trace']['degraded'] for body in bodies)} of {AT_ONCE} degraded"


@says("the runtime answers as before when they are through")
async def _():
    tool = client.search_memory_tool(search_memory_timeout_ms=10_000)
    assert "topic 49" in await tool("what was on day 7")


if __name__ == "__main__":
    judge(before, after)
