"""What the vendor's Python SDK sends to the scripted server, and how it tells what that one does. Prints one JSON object.

Usage: judge.py URL
"""

import asyncio
import inspect
import json
import sys

from azure.ai.voicelive import aio
from azure.ai.voicelive.aio import ConnectionClosed, ConnectionError, WebsocketConnectionOptions, connect
from azure.ai.voicelive.models import (
    ClientEventType,
    FunctionCallOutputItem,
    InputTextContentPart,
    ServerEventType,
    SystemMessageItem,
    UserMessageItem,
)
from azure.core.credentials import AccessToken, AzureKeyCredential

URL = sys.argv[1]
AUDIO = "AAEAAQABAAEAAQABAAEAAQ=="
INSTRUCTED = {
    "instructions": "Be brief.",
    "modalities": ["text", "audio"],
    "voice": "alloy",
    "input_audio_format": "pcm16",
    "output_audio_format": "pcm16",
    "turn_detection": {"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 800},
    "temperature": 0.8,
    "max_response_output_tokens": "inf",
}
USER = UserMessageItem(content=[InputTextContentPart(text="hi")])
SYSTEM = SystemMessageItem(content=[InputTextContentPart(text="ctx")])

CALLS = {
    "session.update(session={...})": lambda c: c.session.update(session=INSTRUCTED),
    "session.update(session={...}, event_id='ev1')": lambda c: c.session.update(session={"turn_detection": None}, event_id="ev1"),
    "response.create()": lambda c: c.response.create(),
    "response.create(response={'instructions':'x'}, event_id='ev2', additional_instructions='y')": lambda c: c.response.create(
        response={"instructions": "x"}, event_id="ev2", additional_instructions="y"
    ),
    "response.cancel()": lambda c: c.response.cancel(),
    "response.cancel(response_id='r1', event_id='ev3')": lambda c: c.response.cancel(response_id="r1", event_id="ev3"),
    "input_audio_buffer.append(audio=…)": lambda c: c.input_audio_buffer.append(audio=AUDIO),
    "input_audio_buffer.append(audio=…, event_id='ev4')": lambda c: c.input_audio_buffer.append(audio=AUDIO, event_id="ev4"),
    "input_audio_buffer.commit()": lambda c: c.input_audio_buffer.commit(),
    "input_audio_buffer.commit(event_id='ev5')": lambda c: c.input_audio_buffer.commit(event_id="ev5"),
    "input_audio_buffer.clear()": lambda c: c.input_audio_buffer.clear(),
    "output_audio_buffer.clear()": lambda c: c.output_audio_buffer.clear(),
    "output_audio_buffer.clear(event_id='ev6')": lambda c: c.output_audio_buffer.clear(event_id="ev6"),
    "conversation.item.create(message)": lambda c: c.conversation.item.create(item=USER),
    "conversation.item.create(message, previous_item_id='root', event_id='ev7')": lambda c: c.conversation.item.create(
        item=SYSTEM, previous_item_id="root", event_id="ev7"
    ),
    "conversation.item.create(function_call_output)": lambda c: c.conversation.item.create(
        item=FunctionCallOutputItem(call_id="c1", output="{}")
    ),
    "conversation.item.delete(item_id='i1')": lambda c: c.conversation.item.delete(item_id="i1"),
    "conversation.item.truncate(item_id='i1', audio_end_ms=120, content_index=0)": lambda c: c.conversation.item.truncate(
        item_id="i1", audio_end_ms=120, content_index=0
    ),
    "conversation.item.truncate(..., event_id='ev8')": lambda c: c.conversation.item.truncate(
        item_id="i1", audio_end_ms=120, content_index=0, event_id="ev8"
    ),
    "transcription_session.update(session={'input_audio_format':'pcm16'})": lambda c: c.transcription_session.update(
        session={"input_audio_format": "pcm16"}
    ),
    "send({'type':'response.cancel'})": lambda c: c.send({"type": "response.cancel"}),
    "conversation.item.retrieve(item_id='i1', event_id='ev9')": lambda c: c.conversation.item.retrieve(item_id="i1", event_id="ev9"),
}

# what is asked of the server, and read until it ends
ENDS = {
    "close 1000": {"type": "test.close", "code": 1000},
    "close 1001": {"type": "test.close", "code": 1001},
    "close 1008": {"type": "test.close", "code": 1008, "reason": "no"},
    "close 1011": {"type": "test.close", "code": 1011},
    "close without a code": {"type": "test.close"},
    "drop": {"type": "test.drop"},
    "half a frame": {"type": "test.half"},
    "empty frame": {"type": "test.text", "text": ""},
    "too big": {"type": "test.big", "bytes": 4194304},
    "no JSON": {"type": "test.text", "text": "no JSON"},
    "no UTF-8": {"type": "test.binary", "base64": "/w=="},
}

CONNECTIONS = {
    "a model and a key": {"endpoint": URL, "model": "gpt-4o-realtime", "api_version": "2025-10-01"},
    "a path, parameters and headers": {
        "endpoint": URL + "/base/?kept=1&model=lost",
        "model": "m",
        "api_version": "2025-10-01",
        "query": {"agent-id": "a1", "n": 3},
        "headers": {"X-H": "1"},
    },
    "an agent": {"endpoint": URL, "agent_name": "a", "project_name": "p", "agent_version": "2", "api_version": "2025-10-01"},
}


class Token:
    """A token credential that remembers what it was asked for."""

    def __init__(self):
        self.scopes = None

    async def get_token(self, *scopes, **_kwargs):
        self.scopes = list(scopes)
        return AccessToken("tok", 0)

    async def close(self):
        pass

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        pass


def opened(**options):
    return connect(**{"credential": AzureKeyCredential("k"), "endpoint": URL, "model": "m", **options})


def wire(event):
    return json.loads(json.dumps(event.as_dict()))


async def frames():
    seen = {}
    async with opened() as connection:
        await connection.recv()
        for name, call in CALLS.items():
            await call(connection)
            seen[name] = wire(await connection.recv())["frame"]
    return seen


async def end_of(work):
    try:
        await work
    except ConnectionClosed as closed:
        return {"name": "ConnectionClosed", "code": closed.code}
    except ConnectionError:
        return {"name": "ConnectionError"}
    return {"name": "none"}


async def ends():
    seen = {}
    for name, command in ENDS.items():
        async with opened() as connection:
            await connection.recv()
            await connection.send(command)
            seen[name] = await end_of(connection.recv())
    async with opened() as connection:
        await connection.close()
        seen["send after close"] = await end_of(connection.send({"type": "response.cancel"}))
        seen["receive after close"] = await end_of(connection.recv())
    seen["refused"] = await end_of(opened(query={"refuse": "401"}).__aenter__())
    return seen


async def read():
    """What a loop over a connection gives before it ends."""
    events = [{"type": "response.audio.done"}, {"type": "never.heard.of", "x": {"y": [1]}}, {"type": "response.created"}]
    async with opened() as connection:
        await connection.send({"type": "test.events", "events": events})
        await connection.send({"type": "test.close", "code": 1011})
        return [event.as_dict()["type"] async for event in connection]


async def connections():
    seen = {}
    for name, options in CONNECTIONS.items():
        token = Token()
        for credential in (AzureKeyCredential("k"), token):
            async with connect(credential=credential, **options) as connection:
                saw = wire(await connection.recv())["saw"]
                saw["query"].pop("x-ms-client-sdk", None)
                kept = {header: saw["headers"].get(header) for header in ("api-key", "authorization", "x-h")}
                kind = "token" if credential is token else "key"
                seen[f"{name}, {kind}"] = {"path": saw["path"], "query": saw["query"], "headers": kept, "scopes": token.scopes}
    return seen


def members():
    """The parameters of each method, by class."""
    seen = {}
    for name in aio.__all__:
        found = getattr(aio, name)
        if not inspect.isclass(found) or not name.endswith(("Resource", "Connection")):
            continue
        methods = inspect.getmembers(found, inspect.isfunction)
        seen[name] = {method: list(inspect.signature(code).parameters)[1:] for method, code in methods if not method.startswith("_")}
    return seen


async def main():
    print(
        json.dumps(
            {
                "frames": await frames(),
                "ends": await ends(),
                "read": await read(),
                "connections": await connections(),
                "members": members(),
                "parameters": [name for name in inspect.signature(connect).parameters if name != "kwargs"],
                "options": list(WebsocketConnectionOptions.__annotations__),
                "serverEvents": sorted(member.value for member in ServerEventType),
                "clientEvents": sorted(member.value for member in ClientEventType),
            },
            indent=1,
            sort_keys=True,
        )
    )


asyncio.run(main())
