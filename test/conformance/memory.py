"""MemoAirVoiceMemory, the client of one runtime."""

import asyncio
import os
import tempfile

from memoair_voice import MemoAirVoiceMemory, MemoAirVoiceMemoryError

from sentences import judge, raised_by, says
from sidecar import BINARY, NO_CLOUD, SCRATCH, WORKSPACE, Sidecar, free_port, running, storage, token

FIGURES = ("profileMs", "workingMs", "permanentMs", "orgMs", "totalMs")
shared = None


async def before():
    global shared
    shared = Sidecar()


async def after():
    shared.stop()


def memory(sidecar=None, **options):
    sidecar = sidecar or shared
    return MemoAirVoiceMemory(
        **{
            "project_id": WORKSPACE,
            "user_id": "user_1",
            "api_key": "memoair_pk_test",
            "runtime_url": sidecar.url,
            "cloud_base_url": NO_CLOUD,
            "auto_start_runtime": False,
            **options,
        }
    )


# time for a machine that does other things as well: what is asked here is not how long it takes
PATIENCE_S = 10


def patient(client):
    """Its search tool."""
    return client.search_memory_tool(search_memory_timeout_ms=PATIENCE_S * 1000)


def keep(client, user_text, turn_id="turn-1", **options):
    return client.after_turn(**{"user_text": user_text, "assistant_text": "Noted.", "turn_id": turn_id, "timeout_s": PATIENCE_S, **options})


@says("start_session answers the session, what was loaded and where its files are")
async def _():
    client = memory(session_id="voice-session-1")
    body = await client.start_session(metadata={"agentFramework": "judge"})
    assert body["sessionId"] == "voice-session-1"
    assert set(body["bootstrap"]["budgets"]) == {"contextCharCap", "perLaneCharCap", "topKPermanent", "topKOrg", "topKWorking"}
    assert {"profileVersion", "permanentManifestVersion", "orgManifestVersion", "syncToken"} <= set(body["bootstrap"])
    assert client.paths["sessionJsonl"].endswith("session.jsonl") and client.paths["workingBrief"].endswith("working_brief.json")
    await client.aclose()


@says("health counts the session that is open and names the identity")
async def _():
    health = shared.get("/v1/runtime/health").json()
    assert health["status"] == "ok" and health["active_sessions"] >= 1 and health["uptime_ms"] >= 0
    assert (health["workspaceId"], health["userId"]) == (WORKSPACE, "user_1")


@says("a turn that after_turn saved is found by the search tool")
async def _():
    word = token()
    async with memory() as client:
        event = await keep(client, f"My boat is called {word}.")
        assert isinstance(event, str) and event
        text = await patient(client)(f"what is {word}")
        assert word in text, text
        assert "## permanent" in text or "## working" in text, text


@says("it is found in a later session of the same person")
async def _():
    word = token()
    async with memory() as client:
        await keep(client, f"The door code is {word}.")
    async with memory() as client:
        assert word in await patient(client)(f"door code {word}")


@says("last_trace has the five times as numbers, and says whether it was degraded")
async def _():
    async with memory() as client:
        tool = patient(client)
        assert tool.name == "search_memory" and tool.last_trace is None
        await tool("what time is standup", intent="earlier_in_call")
        assert all(isinstance(tool.last_trace[name], (int, float)) for name in FIGURES), tool.last_trace
        assert isinstance(tool.last_trace["degraded"], bool)


@says("a turn that is sent twice is stored once, whatever the second one says")
async def _():
    word, other = token(), token()
    async with memory() as client:
        first = await keep(client, f"I grow {word}.", "turn-again")
        second = await keep(client, f"I grow {other}.", "turn-again")
        assert first == second, (first, second)
        assert other not in await patient(client)(f"grow {other}")


@says("tool calls and metadata of a turn are taken as they come")
async def _():
    async with memory() as client:
        calls = [{"name": "search_memory", "latencyMs": 8.8, "hits": 3}, {"name": "book", "arguments": {"seats": [1, 2]}}]
        assert await keep(client, "Hi.", tool_calls=calls, metadata={"interrupted": False, "framework": "judge"})


@says("end_session answers ok with what was sent and what waits, and the session is gone")
async def _():
    client = memory()
    await client.start_session()
    ended = await client.end_session()
    assert ended["status"] == "ok" and isinstance(ended["pushed"], int) and isinstance(ended["pending"], int), ended
    wrong = await raised_by(MemoAirVoiceMemoryError, patient(client)("anything"))
    assert (wrong.code, wrong.status_code) == ("runtime.session_not_found", 404), wrong
    await client.aclose()


@says("after_turn raises what a 4xx says")
async def _():
    client = memory()
    wrong = await raised_by(MemoAirVoiceMemoryError, keep(client, "Hi."))
    assert (wrong.code, wrong.status_code) == ("runtime.session_not_found", 404), wrong
    await client.start_session()
    wrong = await raised_by(MemoAirVoiceMemoryError, keep(client, "Hi.", ""))
    assert (wrong.code, wrong.status_code) == ("runtime.bad_request", 400) and wrong.message and wrong.details, wrong
    await client.aclose()


@says("after_turn swallows that nobody answers")
async def _():
    client = memory(runtime_url=f"http://127.0.0.1:{free_port()}")
    assert await keep(client, "Hi.") is None
    await client.aclose()


@says("a storage that cannot be opened is bootstrap_failed at the start, and swallowed after a turn")
async def _():
    with tempfile.NamedTemporaryFile(dir=SCRATCH) as file:
        sidecar = Sidecar(storage_root=os.path.join(file.name, "below-a-file"))
        client = memory(sidecar)
        wrong = await raised_by(MemoAirVoiceMemoryError, client.start_session())
        assert (wrong.code, wrong.status_code) == ("runtime.bootstrap_failed", 503), wrong
        assert await keep(client, "Hi.") is None
        await client.aclose()
        sidecar.stop()


@says("a client of another person is told so before a session starts")
async def _():
    client = memory(user_id="user_2")
    wrong = await raised_by(MemoAirVoiceMemoryError, client.start_session())
    assert wrong.code == "runtime.identity_mismatch" and wrong.details["runtimeUserId"] == "user_1", wrong
    await client.aclose()


@says("a client of another person that did not ask first is refused as well")
async def _():
    client = memory(user_id="user_2")
    client._identity_checked = True
    wrong = await raised_by(MemoAirVoiceMemoryError, client.start_session())
    assert (wrong.code, wrong.status_code) == ("runtime.identity_mismatch", 409), wrong
    await client.aclose()


@says("a runtime with a token answers who sends it, and nobody else but to health and a flush")
async def _():
    sidecar = Sidecar(token="s3cret")
    with_token, without, wrong_one = memory(sidecar, runtime_token="s3cret"), memory(sidecar), memory(sidecar, runtime_token="other")
    await with_token.start_session()
    for client in (without, wrong_one):
        wrong = await raised_by(MemoAirVoiceMemoryError, client.start_session())
        assert (wrong.code, wrong.status_code) == ("runtime.bad_request", 401), wrong
    assert sidecar.get("/v1/runtime/health").status_code == 200
    assert sidecar.post("/v1/runtime/sync/flush", {"deadlineMs": 5000}).status_code == 200
    for client in (with_token, without, wrong_one):
        await client.aclose()
    sidecar.stop()


@says("MEMOAIR_RUNTIME_BINARY is started where nothing runs, and answers while its model loads")
async def _():
    word = token()
    before = len(running())
    url = f"http://127.0.0.1:{free_port()}"
    client = memory(runtime_url=url, auto_start_runtime=True, storage_root=storage(), agent_id="agent_1", runtime_token="s3cret")
    await client.start_session()
    assert len(running()) == before + 1
    await keep(client, f"My cat is {word}.")
    assert word in await patient(client)(f"cat {word}")
    await client.end_session()
    process = client._managed_runtime_process
    await client.aclose()
    assert await asyncio.to_thread(process.wait, 5) == 0
    assert len(running()) == before


@says("a second client finds the runtime that runs and starts none")
async def _():
    before = len(running())
    async with memory(auto_start_runtime=True) as client:
        assert client._managed_runtime_process is None
    assert len(running()) == before


if __name__ == "__main__":
    assert BINARY
    judge(before, after)
