"""Sentences that hold or do not: each prints one line, and none keeps the next from being tried."""

import asyncio
import inspect
import json
import logging
import sys
import traceback

from sidecar import end_since, started

LIMIT_S = 120
_sentences = []


def says(sentence):
    """The function below shows that the sentence holds: it returns, perhaps with a figure worth printing, or raises."""

    def keep(check):
        _sentences.append((sentence, check))
        return check

    return keep


async def _judge(before, after):
    if before is not None:
        await before()
    try:
        for sentence, check in _sentences:
            said = {"sentence": sentence, "ok": True}
            earlier = started()
            try:
                done = check()
                if inspect.isawaitable(done):
                    done = await asyncio.wait_for(done, LIMIT_S)
                if isinstance(done, str):
                    said["note"] = done
            except BaseException as wrong:
                said["ok"] = False
                said["reason"] = "".join(traceback.format_exception(type(wrong), wrong, wrong.__traceback__)[-4:])
                end_since(earlier)
            print("said " + json.dumps(said), flush=True)
    finally:
        if after is not None:
            await after()


def judge(before=None, after=None):
    """Tries every sentence of the script, in order, in one event loop."""
    # what a client swallows it logs: not an answer, but the reason of a wrong one
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    asyncio.run(_judge(before, after))


def raised(kind, call):
    """What a call raised, which has to be of that kind."""
    try:
        call()
    except kind as wrong:
        return wrong
    raise AssertionError("nothing was raised")


async def raised_by(kind, awaitable):
    try:
        await awaitable
    except kind as wrong:
        return wrong
    raise AssertionError("nothing was raised")
