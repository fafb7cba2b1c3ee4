"""The workspace's documents: create_index, list_indexes, and who has no person at all."""

from memoair_voice import MemoAirVoiceAgent, MemoAirVoiceClient, MemoAirVoiceMemory, MemoAirVoiceMemoryError, MemoAirVoiceMemorySync

from sentences import judge, raised_by, says
from sidecar import NO_CLOUD, WORKSPACE, Sidecar, free_ports, running, storage, token

NOBODY = "__org__"
MS = 10_000
RETURNS = token()
root = storage()
device = None


async def before():
    global device
    device = Sidecar(storage_root=root)


async def after():
    if device.process.poll() is None:
        device.stop()


def client(**options):
    """Its cloud calls go to a runtime on this machine, which answers the same two paths."""
    return MemoAirVoiceClient(
        **{
            "api_key": "memoair_pk_test",
            "project_id": WORKSPACE,
            "agent_id": "agent_1",
            "cloud_base_url": device.url,
            "storage_root": root,
            "runtime_port_range": free_ports(10),
            **options,
        }
    )


@says("create_index answers name, chunks and version; the second call appends, or replaces by id")
async def _():
    cloud = client()
    first = await cloud.create_index(
        "shop",
        documents=[
            {"id": "returns", "text": f"Returns are accepted within 30 days; the code is {RETURNS}.", "metadata": {"topic": "returns"}},
            {"id": "shipping", "text": "Express ships in 1-2 business days.", "metadata": {"topic": "shipping"}},
        ],
        metadata={"source": "judge"},
    )
    assert first.index_name == "shop" and first.chunk_count >= 2 and first.version is not None
    again = await cloud.create_index("shop", documents=[{"id": "shipping", "text": "Express ships in one business day."}])
    assert again.version > first.version
    listed = {index["name"]: index for index in await cloud.list_indexes()}
    assert listed["shop"]["chunkCount"] == first.chunk_count and listed["shop"]["version"] == again.version, listed
    assert listed["shop"]["createdAt"]
    await cloud.aclose()


@says("more than a hundred documents, or a megabyte of them, is 413 batch_too_large")
async def _():
    cloud = client()
    for documents in ([{"id": f"d{i}", "text": "x"} for i in range(101)], [{"id": "d", "text": "x" * 1_000_001}]):
        wrong = await raised_by(MemoAirVoiceMemoryError, cloud.create_index("bulk", documents=documents))
        assert (wrong.code, wrong.status_code) == ("batch_too_large", 413) and wrong.message, wrong
    assert "bulk" not in {index["name"] for index in await cloud.list_indexes()}
    await cloud.aclose()


@says("a malformed document is a 400 that says which field")
async def _():
    cloud = client()
    wrong = await raised_by(MemoAirVoiceMemoryError, cloud.create_index("shop", documents=[{"id": "d"}]))
    assert (wrong.code, wrong.status_code) == ("runtime.bad_request", 400) and wrong.details["issues"], wrong
    await cloud.aclose()


@says("a person's search finds the workspace's documents, with document and chunk ids")
async def _():
    async with MemoAirVoiceMemory(project_id=WORKSPACE, user_id="user_1", runtime_url=device.url, cloud_base_url=NO_CLOUD) as memory:
        body = await memory._search_memory_envelope(query="how long can I return something", lanes=["org"], timeout_ms=MS)
    assert RETURNS in body["contextText"] and body["contextText"].startswith("## org"), body["contextText"]
    best = body["org"][0]
    assert best["docId"] == "returns" and best["chunkId"].startswith("returns:") and 0 <= best["score"] <= 1, best


@says("so do the runtimes of other people on the same storage root")
async def _():
    pool = client()
    for user in ("caller_1", "caller_2"):
        result = await pool.search_memory("how long can I return something", user={"id": user}, timeout_ms=MS)
        assert RETURNS in result.contextText, (user, result.contextText)
    await pool.aclose()


@says("a client without a person answers from the workspace's documents, and stores nothing")
async def _():
    pool = client(org_only=True)
    result = await pool.search_memory("how long can I return something", timeout_ms=MS)
    assert RETURNS in result.contextText and result.profile is None and result.working == [] and result.permanent == [], result
    assert await pool.save_response(user_text="My name is Ada.", assistant_text="Hello Ada.") is None
    assert len(running()) == 2, "one runtime for nobody, beside the device's"
    await pool.aclose()


@says("an agent without a person does the same")
async def _():
    agent = MemoAirVoiceAgent(api_key="memoair_pk_test", project_id=WORKSPACE, agent_id="agent_1", base_url=device.url, org_only=True)
    pool = agent.client(storage_root=root, runtime_port_range=free_ports(10))
    assert RETURNS in (await pool.search_memory("return something", timeout_ms=MS)).contextText
    await pool.aclose()


@says("a session without a person answers from the documents alone, also when no lanes are named")
async def _():
    word, document = token(), token()
    sidecar = Sidecar(user=NOBODY, mode="org_only")
    pool = client(cloud_base_url=sidecar.url)
    await pool.create_index("hours", documents=[{"id": "hours", "text": f"We open at nine; ask for {document}."}])
    sidecar.post("/v1/runtime/session/start", {"sessionId": "s", "workspaceId": WORKSPACE, "userId": NOBODY, "satham": {"variant": "default"}, "metadata": {}})
    sidecar.post("/v1/runtime/turn/after", {"sessionId": "s", "turnId": "t", "userText": f"When do you open? {word}", "assistantText": "", "toolCalls": [], "metadata": {}})
    options = {"project_id": WORKSPACE, "user_id": "", "org_only": True, "runtime_url": sidecar.url, "cloud_base_url": NO_CLOUD}
    async with MemoAirVoiceMemory(**options) as memory:
        text = await memory.search_memory_tool(search_memory_timeout_ms=MS)(f"when do you open {word}")
        assert document in text and word not in text, text
        assert await memory.after_turn(user_text="Hi.", assistant_text="Hello.", turn_id="t") is None
    with MemoAirVoiceMemorySync(**options) as memory:
        assert document in memory.search_memory_tool(search_memory_timeout_ms=MS)("when do you open")
    await pool.aclose()
    sidecar.stop()


if __name__ == "__main__":
    judge(before, after)
