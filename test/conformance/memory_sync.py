"""MemoAirVoiceMemorySync, the same without await."""

from memoair_voice import MemoAirVoiceMemoryError, MemoAirVoiceMemorySync

from sentences import judge, raised, says
from sidecar import NO_CLOUD, WORKSPACE, Sidecar, free_port, running, storage, token

shared = None


async def before():
    global shared
    shared = Sidecar()


async def after():
    shared.stop()


def memory(sidecar=None, **options):
    return MemoAirVoiceMemorySync(
        **{
            "project_id": WORKSPACE,
            "user_id": "user_1",
            "runtime_url": (sidecar or shared).url,
            "cloud_base_url": NO_CLOUD,
            "auto_start_runtime": False,
            **options,
        }
    )


def patient(client):
    return client.search_memory_tool(search_memory_timeout_ms=10_000)


@says("a session is started, a turn saved, found and the session ended")
def _():
    word = token()
    client = memory()
    body = client.start_session(metadata={"agentFramework": "judge"})
    assert body["sessionId"] == client.session_id and client.bootstrap and client.paths
    assert client.after_turn(user_text=f"I moved to {word}.", assistant_text="How is it?", turn_id="turn-1", timeout_s=10)
    tool = patient(client)
    assert word in tool(f"where is {word}")
    assert tool.last_trace["totalMs"] >= 0 and isinstance(tool.last_trace["degraded"], bool)
    assert client.end_session(reason="completed")["status"] == "ok"
    client.close()


@says("with starts the session and ends it")
def _():
    with memory():
        open_now = shared.get("/v1/runtime/health").json()["active_sessions"]
    assert shared.get("/v1/runtime/health").json()["active_sessions"] == open_now - 1


@says("after_turn raises a 4xx and swallows that nobody answers")
def _():
    wrong = raised(MemoAirVoiceMemoryError, lambda: memory().after_turn(user_text="Hi.", assistant_text="Hello.", turn_id="t"))
    assert (wrong.code, wrong.status_code) == ("runtime.session_not_found", 404), wrong
    alone = memory(runtime_url=f"http://127.0.0.1:{free_port()}")
    assert alone.after_turn(user_text="Hi.", assistant_text="Hello.", turn_id="t") is None


@says("a client of another person, and one without the token, is refused")
def _():
    assert raised(MemoAirVoiceMemoryError, memory(user_id="user_2").start_session).code == "runtime.identity_mismatch"
    sidecar = Sidecar(token="s3cret")
    assert raised(MemoAirVoiceMemoryError, memory(sidecar).start_session).status_code == 401
    with memory(sidecar, runtime_token="s3cret") as client:
        patient(client)("anything")
    sidecar.stop()


@says("MEMOAIR_RUNTIME_BINARY is started where nothing runs and stopped by close")
def _():
    before = len(running())
    client = memory(runtime_url=f"http://127.0.0.1:{free_port()}", auto_start_runtime=True, storage_root=storage(), internal_token="internal")
    client.start_session()
    assert len(running()) == before + 1
    process = client._managed_runtime_process
    client.end_session()
    client.close()
    assert process.wait(5) == 0
    assert len(running()) == before


if __name__ == "__main__":
    judge(before, after)
