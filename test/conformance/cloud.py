"""A client and the cloud that it names: the reference cloud, a process of its own on this machine."""

import asyncio
import json
import os
import subprocess
import sys

import httpx
from memoair_voice import MemoAirVoiceClient, MemoAirVoiceMemoryError

from sentences import judge, raised_by, says
from sidecar import Cloud, free_ports, running, storage, token

KEY = "memoair_pk_" + token()
PROJECT = "proj_mirrored"
USER = "caller_1"
MS = 10_000
cloud = None


async def before():
    global cloud
    cloud = Cloud(KEY)


async def after():
    cloud.stop()


def client(**options):
    """One device of the project, with a storage root of its own. Its runtimes are told of the cloud by the client alone."""
    return MemoAirVoiceClient(
        **{
            "api_key": KEY,
            "project_id": PROJECT,
            "agent_id": "agent_1",
            "cloud_base_url": cloud.url,
            "storage_root": storage(),
            "runtime_port_range": free_ports(10),
            **options,
        }
    )


async def context(of, query, user=USER):
    return (await of.search_memory(query, user={"id": user}, timeout_ms=MS)).contextText


async def until_found(of, word, query, user=USER):
    """A device looks at the cloud beside the calls that it answers: what it has just learned is found by a later one."""
    for _ in range(300):
        if word in await context(of, query, user):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"not found: {query}")


async def elsewhere(*queries, user=USER):
    """What another device of the project, a process with a storage root of its own, recalls for each query."""
    settings = {"api_key": KEY, "project_id": PROJECT, "cloud_base_url": cloud.url, "storage_root": storage(), "user": user, "queries": queries}
    script = os.path.join(os.path.dirname(__file__), "other_device.py")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-B", script, json.dumps(settings), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    answered, said = await process.communicate()
    assert process.returncode == 0, said.decode()[-2000:]
    return json.loads(answered)


@says("a runtime that the client starts is told of cloud, key and agent in its environment, and mirrors to it")
async def _():
    device = client()
    assert await device.save_response(user_text="Hello.", assistant_text="Hi.", user={"id": USER})
    (url,) = device._pool.live_runtime_urls()
    for _ in range(300):
        sync = httpx.get(url + "/v1/local/stats", timeout=5).json()["sync"]
        if sync["pending"] == 0 and sync["lastSyncAt"]:
            break
        await asyncio.sleep(0.1)
    assert (sync["cloud"], sync["pending"], sync["dead"]) == ("configured", 0, 0), sync
    await device.aclose()
    assert running() == [cloud.process]


@says("create_index builds in the cloud: chunks, a version that grows, metadata of its own, and list_indexes shows it to every device")
async def _():
    device, other = client(), client()
    first = await device.create_index(
        "shop", documents=[{"id": "returns", "text": "Returns within 30 days.", "metadata": {"topic": "returns"}}], metadata={"source": "judge"}
    )
    again = await device.create_index("shop", documents=[{"id": "shipping", "text": "Express ships in two days."}])
    assert (first.index_name, first.chunk_count, again.chunk_count) == ("shop", 1, 1) and again.version > first.version
    listed = {index["name"]: index for index in await other.list_indexes()}
    assert (listed["shop"]["chunkCount"], listed["shop"]["version"]) == (2, again.version) and listed["shop"]["createdAt"], listed
    await device.aclose()
    await other.aclose()


@says("more than a hundred documents, or a megabyte of them, is 413 batch_too_large, and nothing of them is indexed")
async def _():
    device = client()
    many = [{"id": f"d{i}", "text": "x"} for i in range(101)]
    for documents in (many, [{"id": "d", "text": "x" * 1_000_001}], [{"id": "d", "text": "x" * 20_000_000}]):
        wrong = await raised_by(MemoAirVoiceMemoryError, device.create_index("bulk", documents=documents))
        assert (wrong.code, wrong.status_code) == ("batch_too_large", 413) and wrong.message == wrong.details["message"], wrong
    whole = await device.create_index("hundred", documents=[{"id": f"d{i}", "text": "x"} for i in range(100)])
    assert whole.chunk_count == 100
    assert {"bulk", "hundred"} & {index["name"] for index in await device.list_indexes()} == {"hundred"}
    await device.aclose()


@says("a malformed document is a 400 that says which field, a wrong key a 401, and neither repeats what was sent")
async def _():
    device, stranger, secret = client(), client(api_key="memoair_pk_" + token()), token()
    wrong = await raised_by(MemoAirVoiceMemoryError, device.create_index("shop", documents=[{"id": "d", "body": secret}]))
    assert (wrong.code, wrong.status_code) == ("cloud.bad_request", 400) and wrong.details["issues"], wrong
    refused = await raised_by(MemoAirVoiceMemoryError, stranger.create_index("shop", documents=[{"id": "d", "text": secret}]))
    assert (refused.code, refused.status_code) == ("cloud.unauthorized", 401), refused
    for error in (wrong, refused):
        assert secret not in repr((error, error.details)) and stranger._api_key not in repr((error, error.details))
    await device.aclose()
    await stranger.aclose()


@says("a session that goes on finds what create_index has just added, and what has replaced it")
async def _():
    device, first, second = client(), token(), token()
    session = await device.session(user={"id": USER})
    async with session as held:
        assert await held.save_response(user_text="What is the code of the boiler room?", assistant_text="I do not know.")
        query = "code of the boiler room"
        assert first not in await context(device, query)
        await device.create_index("house", documents=[{"id": "boiler", "text": f"The code of the boiler room is {first}."}])
        await until_found(device, first, query)
        await device.create_index("house", documents=[{"id": "boiler", "text": f"The code of the boiler room is {second}."}])
        await until_found(device, second, query)
        assert first not in await context(device, query)
    await device.aclose()


@says("a client without a person finds the project's documents, which it has from the cloud alone")
async def _():
    device, word = client(org_only=True), token()
    await device.create_index("desk", documents=[{"id": "desk", "text": f"The front desk answers on extension {word}."}])
    for _ in range(300):
        result = await device.search_memory("extension of the front desk", timeout_ms=MS)
        if word in result.contextText:
            break
        await asyncio.sleep(0.1)
    assert word in result.contextText and result.permanent == [] and result.profile is None, result
    await device.aclose()


@says("what was said on one device, its facts included, is found on another when a session starts there")
async def _():
    device, word = client(), token()
    assert await device.save_response(user_text=f"I live in Delhi and my locker number is {word}.", assistant_text="Noted.", user={"id": USER})
    await device.aclose()
    said, fact = await elsewhere([word, "what is my locker number"], ["User lives in Delhi", "where does the user live"])
    assert word in said and "User lives in Delhi" in fact, (said, fact)


@says("two devices in the middle of their sessions hear from each other")
async def _():
    phone, laptop = client(), client()
    for device, other in ((phone, laptop), (laptop, phone)):
        word = token()
        assert word not in await context(other, "where is the spare key")
        assert await device.save_response(user_text=f"The spare key lies under stone {word}.", assistant_text="Noted.", user={"id": USER})
        await until_found(other, word, f"spare key stone {word}")
    await phone.aclose()
    await laptop.aclose()


@says("another person of the project, on any device, finds nothing of it")
async def _():
    device, words = client(), {user: token() for user in (USER, "caller_2")}
    for user, word in words.items():
        assert await device.save_response(user_text=f"My locker number is {word}.", assistant_text="Noted.", user={"id": user})
    await device.aclose()
    for user, word in words.items():
        (text,) = await elsewhere([word, "what is my locker number"], user=user)
        assert [other for other in words.values() if other in text] == [word], (user, text)


@says("while the cloud is away calls are answered all the same, and what was said meanwhile reaches the other devices later")
async def _():
    global cloud
    device, word = client(), token()
    assert await device.save_response(user_text="Hello.", assistant_text="Hi.", user={"id": USER})
    cloud.stop()
    assert await device.save_response(user_text=f"My parking lot is {word}.", assistant_text="Noted.", user={"id": USER})
    assert word in await context(device, f"parking lot {word}")
    refused = await raised_by(Exception, device.list_indexes())
    assert KEY not in repr(refused)
    cloud = Cloud(KEY, port=cloud.port, root=cloud.root)
    await device.aclose()
    assert word in (await elsewhere([word, "what is my parking lot"]))[0]


if __name__ == "__main__":
    judge(before, after)
