"""MemoAirVapiSearch, which answers Vapi's knowledge-base requests from the workspace's documents."""

from memoair_vapi import MemoAirVapiSearch
from memoair_voice import MemoAirVoiceClient

from sentences import judge, says
from sidecar import NO_CLOUD, Sidecar, free_ports, storage, token

PROJECT = "proj_judged"
IDENTITY = {"api_key": "memoair_pk_test", "project_id": PROJECT, "agent_id": "agent_1"}
RETURNS = token()
root = storage()


async def before():
    """Puts documents into the storage that the search's runtime opens after."""
    device = Sidecar(workspace=PROJECT, storage_root=root)
    cloud = MemoAirVoiceClient(**IDENTITY, cloud_base_url=device.url)
    documents = [{"id": f"page-{i}", "text": f"Page {i} of the returns handbook."} for i in range(8)]
    await cloud.create_index("shop", documents=[{"id": "returns", "text": f"Returns within 30 days, code {RETURNS}."}, *documents])
    await cloud.aclose()
    device.stop()


def request(kind, *messages):
    return {"message": {"type": kind, "messages": [{"role": role, "content": content} for role, content in messages]}}


def search(**options):
    client = MemoAirVoiceClient(**IDENTITY, cloud_base_url=NO_CLOUD, org_only=True, storage_root=root, runtime_port_range=free_ports(10))
    return MemoAirVapiSearch(**IDENTITY, client=client, search_timeout_ms=10_000, **options)


@says("a knowledge-base-request is answered with documents: text, similarity and id")
async def _():
    vapi = search()
    asked = request("knowledge-base-request", ("user", "Hello."), ("assistant", "Hi."), ("user", "How long can I return things, what is the code?"))
    answer = await vapi.handle_request(asked)
    documents = answer["documents"]
    assert 1 <= len(documents) <= 5, answer
    assert RETURNS in documents[0]["content"] and documents[0]["uuid"].startswith("returns:") and 0 <= documents[0]["similarity"] <= 1, answer
    await vapi.aclose()


@says("its top_k bounds the documents")
async def _():
    vapi = search(top_k=2)
    answer = await vapi.handle_request(request("knowledge-base-request", ("user", "returns handbook page")))
    assert len(answer["documents"]) == 2, answer
    await vapi.aclose()


@says("another message is acknowledged, and starts no runtime")
async def _():
    vapi = search()
    assert await vapi.handle_request(request("status-update", ("user", "Hello."))) == {}
    assert vapi._client._pool.live_runtime_urls() == set()
    await vapi.aclose()


if __name__ == "__main__":
    judge(before)
