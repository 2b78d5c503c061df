"""Names and signatures: does the import path resolve, and are the parameters those of the real function?"""

from __future__ import annotations

import contextlib
import dis
import functools
import inspect
import math
import re
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .frameworks import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from logit_lint.knowledge.rows import Api, Param

MISSING = object()


def place_of(name: str, table: str) -> str:
    """Where a row's name is found today."""
    old, new = ELSEWHERE.get(table, ("", ""))
    return new + name[len(old) :] if old and name.startswith(old) and not name.startswith(new) else name


def resolve(name: str) -> Any:
    """The object of a dotted name; `MISSING` where there is none."""
    parts = name.split(".")
    root = import_module(parts[0])  # A framework that can't be imported is not a name that is missing.
    found = _walk(root, parts[0], parts[1:])
    if found is not MISSING:
        return found
    for end in range(len(parts) - 1, 0, -1):  # A module that something of the same name hides.
        with contextlib.suppress(ImportError):
            return _walk(import_module(".".join(parts[:end])), ".".join(parts[:end]), parts[end:])
    return MISSING


def _walk(found: Any, path: str, parts: list[str]) -> Any:
    """From a module through its members; modules that nobody has imported yet are imported."""
    for part in parts:
        path = f"{path}.{part}"
        inner = inspect.getattr_static(found, part, MISSING) if inspect.isclass(found) else _part(found, part)
        if inner is MISSING and inspect.ismodule(found):
            with contextlib.suppress(ImportError):
                inner = import_module(path)
        if inner is MISSING:
            return MISSING
        found = inner
    return found


def by_string(name: str) -> Any:
    """What a namespace's `get` makes of the last part of a name: people write some as strings only."""
    owner, _, member = name.rpartition(".")
    get = resolve(f"{owner}.get")
    with contextlib.suppress(Exception):
        found = MISSING if get is MISSING else get(member)
        return found if found is MISSING or hasattr(found, "__name__") else type(found)
    return MISSING


def _part(owner: Any, name: str) -> Any:
    try:
        return getattr(owner, name)
    except AttributeError:
        return MISSING


def same(one: Any, other: Any) -> bool:
    """Whether two names hold the same thing, seen through what modules wrap around their members."""
    return one is other or _bare(one) is _bare(other) or (_is_plain(one) and one == other)


def _bare(value: Any) -> Any:
    while True:
        inner = getattr(value, "__func__", None) or getattr(value, "__wrapped__", None)
        if inner is None:
            return value
        value = inner


def _is_plain(value: Any) -> bool:
    return type(value).__name__ in ("method_descriptor", "wrapper_descriptor", "builtin_function_or_method")


def problems_of_signature(api: Api, real: Any, *, bound: bool = False, table: str = "") -> Iterator[str]:
    """Where a row's parameters differ from the real ones; ``bound`` where the real thing is an object's own."""
    if api.is_property:
        return
    params = _placed(api.params, table)
    yield from _differences(params[1:] if bound else params, _of_ufunc(real, params), "")
    if api.call_params is not None and inspect.isclass(real):  # Otherwise a function makes what is called.
        calls = _real_calls(real)
        found = [[*_differences(_placed(api.call_params, table), call, "when called: ")] for call in calls]
        yield from min(found, key=len, default=[])


def _of_ufunc(real: Any, params: tuple[Param, ...]) -> list[inspect.Parameter] | None:
    """The real parameters; a universal function of JAX says in a number how many operands it takes."""
    found, count = _real_parameters(real, of_call=False), getattr(real, "nin", None)
    if not found or not isinstance(count, int) or found[0].kind is not found[0].VAR_POSITIONAL:
        return found
    return [inspect.Parameter(one.name, inspect.Parameter.POSITIONAL_ONLY) for one in params[:count]] + found[1:]


def _placed(params: tuple[Param, ...], table: str) -> tuple[Param, ...]:
    """Parameters whose defaults are looked for where the table's names are found today."""
    old, _ = ELSEWHERE.get(table, ("", ""))
    if not old:
        return params
    names = re.compile(rf"(?<![\w.]){re.escape(old)}[\w.]*")
    written = (param.default and names.sub(lambda name: place_of(name[0], table), param.default) for param in params)
    return tuple(replace(param, default=default) for param, default in zip(params, written))


_CALLED_BY_OBJECTS = ("forward", "call", "construct")
"""What an object runs when it is called, if it can be called at all."""

_CALLS = ("update_state", "forward", "call", "update", "construct", "__call__")


def _real_calls(cls: Any) -> list[list[inspect.Parameter]]:
    """The parameters of the methods that say what a call takes: several where one passes keywords on to another."""
    own = _own_methods(cls)
    names = [name for name in _CALLS if name in own and ("__call__" in own or name not in _CALLED_BY_OBJECTS)]
    if "result" not in own:  # Otherwise it is a metric's; a layer may have it for what it learns of data.
        names = [name for name in names if name != "update_state"]
    found = [_real_parameters(getattr(cls, name), of_call=True) for name in names]
    telling = [params for params in found if params and not _says_nothing(params)]
    if not telling or "__call__" not in own or _is_open(found[-1] or []):
        return telling[:1]
    outer = telling[-1]  # It says all: what stands inside may be told less.
    return [outer, telling[0]] if outer[-1].kind is outer[-1].VAR_KEYWORD else [outer]


def _own_methods(cls: Any) -> set[str]:
    """The methods of a class that say something of it: not those of `object` and `type`."""
    return {name for base in cls.__mro__ if base.__module__ != "builtins" for name in vars(base)}


def _says_nothing(params: list[inspect.Parameter]) -> bool:
    return all(map(_is_variadic, params))


def _is_open(params: list[inspect.Parameter]) -> bool:
    return any(param.kind is param.VAR_POSITIONAL for param in params) or _says_nothing(params)


def _is_variadic(param: inspect.Parameter) -> bool:
    return param.kind in (param.VAR_POSITIONAL, param.VAR_KEYWORD)


def _real_parameters(real: Any, *, of_call: bool) -> list[inspect.Parameter] | None:
    """The parameters as Python says them; None where it can't (what is built in)."""
    bound = of_call or isinstance(real, classmethod)
    if isinstance(real, (staticmethod, classmethod)):
        real = real.__func__
    try:
        params = list(inspect.signature(real).parameters.values())
    except (ValueError, TypeError):
        return None
    return params[1:] if bound else params


def _differences(params: tuple[Param, ...], real: list[inspect.Parameter] | None, where: str) -> Iterator[str]:
    if real is None or (real and _says_nothing(real)):
        return
    ours, theirs = [param.star + param.name for param in params], [_written(param) for param in real]
    if ours[:1] == ["self"]:
        theirs[:1] = ours[:1]  # A method's object has no name for who calls it.
    room = _room(real)
    if room and not any(param.star for param in params):  # The row names what the function takes as it comes.
        real = real[:room]
        params = tuple(params[:room])
        ours, theirs = ours[:room], theirs[:room]
    if ours != theirs:
        yield f"{where}parameters are ({', '.join(theirs)}), not ({', '.join(ours)})"
        return
    for param, other in zip(params, real):
        if not param.star and param.keyword_only != (other.kind is other.KEYWORD_ONLY):
            yield f"{where}{param.name} is {'' if other.kind is other.KEYWORD_ONLY else 'not '}keyword-only"
        if not param.star and not _same_default(param.default, other.default):
            yield f"{where}the default of {param.name} is {_shown(other.default)}, not {param.default}"


def room_of(function: Any) -> int | None:
    """So many arguments are named, where further ones are taken under any name; None where that is not so."""
    params = _real_parameters(function, of_call=False)
    return (_room(params) or None) if params else None


def _room(real: list[inspect.Parameter]) -> int:
    kinds = [param.kind for param in real]
    if inspect.Parameter.VAR_POSITIONAL not in kinds or kinds[-1] is not inspect.Parameter.VAR_KEYWORD:
        return 0
    return kinds.index(inspect.Parameter.VAR_POSITIONAL)


def _written(param: inspect.Parameter) -> str:
    return {param.VAR_POSITIONAL: "*", param.VAR_KEYWORD: "**"}.get(param.kind, "") + param.name


def _shown(value: Any) -> str:
    return "nothing" if value is inspect.Parameter.empty else repr(value)


def _same_default(written: str | None, real: Any) -> bool:
    if written is None or real is inspect.Parameter.empty:
        return written is None and real is inspect.Parameter.empty
    value = evaluate(written)
    if isinstance(value, float) and isinstance(real, float) and math.isnan(value):
        return math.isnan(real)
    if value is real or _is_a_marker(real):
        return True
    try:
        if (type(value) is type(real) or isinstance(real, str)) and bool(value == real):
            return True
    except (TypeError, ValueError):
        pass
    if _code(value) is not None and _code(value) == _code(real):
        return True
    if _state(value) is not None and _state(value) == _state(real):
        return True
    if type(value) is type(real) and _PLACE.sub("", repr(value)) == _PLACE.sub("", repr(real)):
        return True
    # What has no literal is written as people write it.
    names = (repr(real), str(real), getattr(real, "__name__", ""), getattr(real, "name", ""))
    return any(written == name or written.rpartition(".")[2] == name for name in map(str, names) if name)


_PLACE = re.compile(r" at 0x[0-9a-fA-F]+")
"""Where an object is in memory, of which its `repr` may speak."""


def _is_a_marker(default: Any) -> bool:
    """Whether a default only says that nothing was given, so that a row may write what is done then."""
    return type(default) is object or repr(default) == "<no value>"


def _state(value: Any) -> tuple[Any, ...] | None:
    """What an object holds that has no equality of its own (an initialiser): two that are made alike do the same."""
    plain = type(value).__eq__ is object.__eq__ and hasattr(value, "__dict__") and not hasattr(value, "__code__")
    return (type(value), repr(sorted(vars(value).items()))) if plain and not inspect.isclass(value) else None


def _code(value: Any) -> tuple[Any, ...] | None:
    """What a lambda, an inner function or a partial does: two that are written alike are two objects."""
    if isinstance(value, functools.partial):
        return value.func, value.args, tuple(sorted(value.keywords.items()))
    code = getattr(value, "__code__", None)
    if code is None:
        return None
    held = tuple(repr(cell.cell_contents) for cell in value.__closure__ or ())
    steps = (
        (one.opname.replace("METHOD", "ATTR"), one.argrepr.replace("NULL + ", "")) for one in dis.get_instructions(code)
    )
    steps = tuple((name, what) for name, what in steps if name not in ("PUSH_NULL", "PRECALL"))
    return steps, code.co_consts, code.co_names, code.co_argcount, held


def evaluate(text: str) -> Any:
    """A default: a literal, or an expression over importable names."""
    scope: dict[str, Any] = {}
    for _ in range(8):
        try:
            return eval(text, scope)
        except NameError as error:
            try:
                scope[error.name] = import_module(error.name)
            except ImportError:
                return MISSING
        except AttributeError:
            return resolve(text)
        except (SyntaxError, TypeError):
            return MISSING
    return MISSING
