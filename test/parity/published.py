"""Prints, as JSON, everything public that the published packages have: symbols, parameters with defaults, attributes, codes, variables, paths."""

import dataclasses
import importlib
import inspect
import json
import pathlib
import re

PACKAGES = ("memoair_voice", "memoair_livekit", "memoair_vapi")
#: not exported, but handed out or decisive: what session() returns, and the limits that no parameter names
BEHIND = {"memoair_voice._client": ("_UserSession",)}
LIMITS = ("memoair_voice._client", "memoair_voice._runtime_pool", "memoair_livekit._agent", "memoair_vapi._search")
SPECIAL = ("__call__", "__aenter__", "__aexit__", "__enter__", "__exit__")
REQUIRED = "(required)"


def plain(value):
    """A default as JSON has it; what JSON has not, by its name."""
    if value is inspect.Parameter.empty:
        return REQUIRED
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return f"<{getattr(value, '__name__', type(value).__name__)}>"


def parameters(function):
    if isinstance(function, (staticmethod, classmethod)):
        function = function.__func__
    found = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name in ("self", "cls") or name.startswith("_"):
            continue
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            found["**" + name] = REQUIRED
        else:
            found[name] = plain(parameter.default)
    return found


def attributes(cls):
    """What __init__ keeps under a public name, and properties."""
    own = vars(cls)
    names = {name for name, value in own.items() if isinstance(value, property) and not name.startswith("_")}
    if not dataclasses.is_dataclass(cls) and "__init__" in own:
        names |= set(re.findall(r"self\.([a-z]\w*)\s*(?::[^=\n]+)?=[^=]", inspect.getsource(own["__init__"])))
    names |= {name for name, value in own.items() if isinstance(value, str) and not name.startswith("_")}
    return sorted(names)


def describe(value):
    if inspect.isclass(value):
        members = {}
        if "__init__" in vars(value):
            members["__init__"] = parameters(vars(value)["__init__"])
        for name, member in vars(value).items():
            function = member.__func__ if isinstance(member, (staticmethod, classmethod)) else member
            if inspect.isfunction(function) and (not name.startswith("_") or name in SPECIAL):
                members[name] = {} if name in SPECIAL[1:] else parameters(member)
        return {"kind": "class", "members": members, "attributes": [] if dataclasses.is_dataclass(value) else attributes(value)}
    if inspect.isfunction(value):
        return {"kind": "function", "members": {"()": parameters(value)}, "attributes": []}
    return {"kind": "constant", "value": plain(value), "members": {}, "attributes": []}


symbols = {}
text = ""
for package in PACKAGES:
    module = importlib.import_module(package)
    for name in module.__all__:
        symbols[f"{package}.{name}"] = describe(getattr(module, name))
    for path in sorted(pathlib.Path(module.__file__).parent.glob("*.py")):
        text += path.read_text(encoding="utf-8")
for module, names in BEHIND.items():
    for name in names:
        symbols[f"{module}.{name}"] = describe(getattr(importlib.import_module(module), name))

limits = {}
for module in LIMITS:
    for name, value in vars(importlib.import_module(module)).items():
        if re.fullmatch(r"(DEFAULT|ORG)_[A-Z_]+", name) and f"memoair_voice.{name}" not in symbols:
            limits[name] = plain(value)

print(
    json.dumps(
        {
            "symbols": symbols,
            "limits": limits,
            "codes": sorted(set(re.findall(r'"((?:runtime|pool)\.[a-z_]+|batch_too_large)"', text))),
            "reasons": sorted(set(re.findall(r'reason(?:: str)? ?= ?"([a-z_]+)"', text))),
            "variables": sorted(set(re.findall(r'["\'](MEMOAIR_[A-Z_]+)["\']', text))),
            "paths": sorted(set(re.findall(r'"(/v1/[a-z_/-]+)"', text))),
        }
    )
)
