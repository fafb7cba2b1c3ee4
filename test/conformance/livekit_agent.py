"""MemoAirLiveKitAgent, in the hands of LiveKit's own types."""

import os

from livekit.agents import llm
from memoair_livekit import MemoAirLiveKitAgent
from memoair_voice import MemoAirVoiceMemory

from sentences import judge, says
from sidecar import NO_CLOUD, Sidecar, WORKSPACE, running, storage, token

MS = 10_000


def agent(**options):
    return MemoAirLiveKitAgent(
        **{
            "api_key": "memoair_pk_test",
            "project_id": "proj_judged",
            "agent_id": "agent_1",
            "user_id": "caller_1",
            "instructions": "Be brief.",
            "search_timeout_ms": MS,
            "cloud_base_url": NO_CLOUD,
            **options,
        }
    )


def said(role, text):
    return llm.ChatMessage(role=role, content=[text])


async def turn(of, context, user_text, assistant_text):
    """What LiveKit does with a turn, and the one line that a developer has to wire."""
    message = said("user", user_text)
    during = context.copy()
    await of.on_user_turn_completed(during, message)
    during.insert(message)
    await of.on_agent_response_completed(during, said("assistant", assistant_text))
    return message, during


@says("what was said in one turn stands before the user's message in the next, as a system message")
async def _():
    word = token()
    one = agent()
    await one.on_enter()
    context = llm.ChatContext([said("system", "Be brief.")])
    await turn(one, context, f"My dog is called {word}.", "What a name.")
    message, during = await turn(one, context, "What is my dog called?", "It is in your notes.")
    position = during.items.index(message)
    recalled = during.items[position - 1]
    assert recalled.role == "system" and word in recalled.text_content, [item.role for item in during.items]
    assert recalled.created_at < message.created_at
    assert recalled.text_content.startswith("## "), recalled.text_content
    await one.on_exit()
    await one.on_exit()
    assert running() == []


@says("a message that is in the context already has the memory directly before it")
async def _():
    one = agent()
    await one.on_enter()
    await turn(one, llm.ChatContext(), "I am allergic to walnuts.", "I will remember.")
    message = said("user", "What am I allergic to?")
    context = llm.ChatContext([said("assistant", "Hello."), message])
    await one.on_user_turn_completed(context, message)
    assert [item.role for item in context.items] == ["assistant", "system", "user"]
    assert "walnuts" in context.items[1].text_content
    await one.on_exit()


@says("the next call of the same person knows what the last one said, and another person's does not")
async def _():
    word, root = token(), storage()
    kept = os.environ["MEMOAIR_RUNTIME_STORAGE_ROOT"]
    os.environ["MEMOAIR_RUNTIME_STORAGE_ROOT"] = root
    try:
        for user, expected in (("caller_1", None), ("caller_1", True), ("caller_2", False)):
            one = agent(user_id=user)
            await one.on_enter()
            _message, during = await turn(one, llm.ChatContext(), "Remember my locker." if expected is not None else f"My locker is {word}.", "Yes.")
            recalled = [item for item in during.items if item.role == "system" and word in item.text_content]
            assert expected is None or bool(recalled) is expected, (user, expected)
            await one.on_exit()
    finally:
        os.environ["MEMOAIR_RUNTIME_STORAGE_ROOT"] = kept


@says("from_env reads who it is from the environment")
async def _():
    names = {"API_KEY": "memoair_pk_test", "PROJECT_ID": "proj_judged", "AGENT_ID": "agent_1", "USER_ID": "caller_7", "BASE_URL": NO_CLOUD}
    os.environ.update({f"MEMOAIR_{name}": value for name, value in names.items()})
    one = MemoAirLiveKitAgent.from_env(instructions="Be brief.", search_timeout_ms=MS)
    await one.on_enter()
    await turn(one, llm.ChatContext(), "I like jazz.", "So do I.")
    _message, during = await turn(one, llm.ChatContext(), "Which music do I like?", "Jazz.")
    assert any(item.role == "system" and "jazz" in item.text_content for item in during.items)
    await one.on_exit()
    assert running() == []


@says("to_livekit_tool is one of LiveKit's function tools, and answers with the memory")
async def _():
    sidecar = Sidecar()
    async with MemoAirVoiceMemory(project_id=WORKSPACE, user_id="user_1", runtime_url=sidecar.url, cloud_base_url=NO_CLOUD) as memory:
        await memory.after_turn(user_text="My flight leaves at nine.", assistant_text="Noted.", turn_id="t", timeout_s=10)
        memory.search_memory_tool(search_memory_timeout_ms=MS)
        assert "at nine" in await memory.to_livekit_tool()("when does my flight leave")
    sidecar.stop()


if __name__ == "__main__":
    judge()
