"""Where a value flows: from where it is made to all who see it, through names, functions and models."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, NoReturn

from .draft import Refused, Unable
from .parts import COMMUTES, exactly
from .syntax import Definition, start, within

if TYPE_CHECKING:
    from ..analysis.candidates import Candidate
    from ..analysis.terms import Term
    from .draft import Draft

_IN_ORDER: Final = frozenset(("argmax", "argsort", "argmin", "topk"))
"""What asks for the order of values only."""

_OF_A_MODEL: Final = frozenset(
    (
        *("parameters", "named_parameters", "train", "eval", "zero_grad", "state_dict", "load_state_dict", "modules"),
        *("fit", "summary", "save", "save_weights", "load_weights", "trainable_variables", "children"),
        *("trainable_weights", "weights", "requires_grad_", "apply", "layers", "build", "half", "float", "double"),
        *("cpu", "cuda", "to", "variables", "named_modules", "evaluate", "share_memory", "get_weights", "set_weights"),
    )
)
"""Attributes of a model that have nothing to do with what it gives."""

_SAME_MODEL: Final = frozenset(("to", "cuda", "cpu", "half", "float", "double", "eval", "train", "DataParallel"))

_ONLY_LOOKS: Final = frozenset(("print", "len", "isinstance", "type", "id", "save", "summary", "next", "list", "repr"))

_CALLED: Final = ("forward", "call", "__call__")
"""Methods that run when their object is called."""

_SHAPE: Final = frozenset(("shape", "size", "device", "dtype", "dim", "ndim", "numel"))


class Flow:
    """Follows a value from where it is made to all who see it; `Refused` where one needs it as it is."""

    def __init__(self, draft: Draft, made: ast.expr) -> None:
        self._draft = draft
        self._syntax = draft.syntax
        self._made = made
        self._seen: set[ast.AST] = set()

    def _refuse(self, node: ast.AST) -> NoReturn:
        raise Refused(f"line {getattr(node, 'lineno', 0)} uses the same output for something else")

    def follow(self, value: ast.expr) -> None:
        """Follow a value that an expression holds."""
        if value in self._seen:
            return
        self._seen.add(value)
        if any(_takes(peer, value) for peer in self._peers()):
            return  # Wrong in the same way, and mended by the same edit.
        parent = self._syntax.parent(value)
        if isinstance(parent, ast.Return):
            self._follow_function(parent)
        elif isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
            self._follow_name(parent.targets[0])
        elif isinstance(parent, ast.Subscript) and parent.value is value:
            self.follow(parent)
        elif isinstance(parent, ast.Attribute):
            self._follow_attribute(parent)
        elif isinstance(parent, ast.Call) and value in parent.args:
            self._follow_argument(parent, value)
        elif not isinstance(parent, ast.Expr):
            self._refuse(value)

    def _peers(self) -> list[Candidate]:
        return [
            peer
            for peer in self._draft.candidate.peers
            if peer.rule is self._draft.candidate.rule and _origin(_wrong(peer)) is self._made
        ]

    def _follow_attribute(self, attribute: ast.Attribute) -> None:
        call = self._syntax.parent(attribute)
        if attribute.attr in _SHAPE or attribute.attr in _IN_ORDER:
            return
        if attribute.attr in COMMUTES and isinstance(call, ast.Call) and call.func is attribute:
            self.follow(call)
        else:
            self._refuse(attribute)

    def _follow_argument(self, call: ast.Call, value: ast.expr) -> None:
        last = last_name(call.func)
        if last in _IN_ORDER or last.endswith("_like") or any(within(peer.node, call) for peer in self._peers()):
            return
        if last in COMMUTES:
            self.follow(call)
        elif last == "Model" and any(value is argument for argument in call.args):
            self.follow_model(call)
        else:
            self._refuse(value)

    def _follow_name(self, target: ast.Name) -> None:
        function = self._syntax.function(target)
        for name in self._syntax.names[target.id]:
            seen = function is None or (within(name, function) and start(name) >= start(target))
            if isinstance(name.ctx, ast.Load) and seen:
                self.follow(name)

    def _follow_function(self, statement: ast.Return) -> None:
        function = self._syntax.function(statement)
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            raise Unable
        if function.name not in _CALLED and not self._mentions(function.name):
            raise Refused(f"line {statement.lineno} returns the same output")
        owner = self._syntax.parent(function)
        if not isinstance(owner, ast.ClassDef):
            for name in self._mentions(function.name):
                self._follow_call(name)
            return
        if function.name not in _CALLED:
            for node in ast.walk(self._syntax.tree):
                if isinstance(node, ast.Attribute) and node.attr == function.name:
                    self._follow_call(node)
            return
        first = function.args.args[0].arg if function.args.args else "self"
        for method in owner.body:
            if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
                for node in ast.walk(method):
                    if isinstance(node, ast.Name) and node.id == first:
                        self._mentioned(node)
        for name in self._syntax.names.get(owner.name, []):
            parent = self._syntax.parent(name)
            if isinstance(parent, ast.ClassDef):
                raise Refused(f"`{parent.name}` is made from `{owner.name}`")
            if isinstance(parent, ast.Call) and parent.func is name:
                self.follow_model(parent)

    def _mentions(self, name: str) -> list[ast.expr]:
        """Where a function may be meant."""
        attributes = [
            node for node in ast.walk(self._syntax.tree) if isinstance(node, ast.Attribute) and node.attr == name
        ]
        return [*self._syntax.names.get(name, []), *attributes]

    def _compiled(self, call: ast.Call) -> None:
        """A model meets its loss and its metrics here: the loss must be wrong in the same way."""
        if not any(within(peer.node, call) for peer in self._peers()):
            self._refuse(call)
        metrics = next((keyword.value for keyword in call.keywords if "metrics" in (keyword.arg or "")), None)
        named = metrics.elts if isinstance(metrics, (ast.List, ast.Tuple)) else [metrics] if metrics else []
        of_softmax = any(
            exactly(wrong).op == "softmax" for peer in self._peers() if (wrong := _wrong(peer)) is not None
        )
        for metric in named:
            known = isinstance(metric, ast.Constant) and str(metric.value).endswith(("acc", "accuracy"))
            if not (known and of_softmax):
                raise Refused(f"a metric on line {metric.lineno} takes the same output")

    def _follow_call(self, callee: ast.expr) -> None:
        parent = self._syntax.parent(callee)
        if isinstance(parent, ast.Call) and parent.func is callee:
            self.follow(parent)
        elif isinstance(getattr(callee, "ctx", None), ast.Load):
            self._refuse(callee)

    def follow_layer(self, call: ast.Call | ast.List | ast.Tuple, part: ast.expr | ast.keyword) -> None:
        """Follow what a layer gives: it must be the last of its model."""
        siblings = call.args if isinstance(call, ast.Call) else call.elts
        if isinstance(part, ast.keyword):
            self._follow_made_layer(call)
            return
        if siblings[-1] is not part or len(siblings) < 2:
            raise Unable
        model = call if isinstance(call, ast.Call) else self._syntax.parent(call)
        assert isinstance(model, ast.Call)
        self.follow_model(model)

    def _follow_made_layer(self, layer: ast.AST) -> None:
        parent = self._syntax.parent(layer)
        if isinstance(parent, ast.Call) and parent.func is layer:
            self.follow(parent)
        elif isinstance(parent, (ast.List, ast.Tuple)) and parent.elts[-1] is layer:
            outer = self._syntax.parent(parent)
            if not isinstance(outer, ast.Call) or last_name(outer.func) != "Sequential":
                raise Unable
            self.follow_model(outer)
        elif isinstance(parent, ast.Assign) and isinstance(layer, ast.Call):
            self.follow_model(layer)
        else:
            raise Unable

    def follow_model(self, made: ast.expr) -> None:
        """Follow what a model gives, from the expression that makes it."""
        if made in self._seen:
            return
        self._seen.add(made)
        parent = self._syntax.parent(made)
        if isinstance(parent, ast.Attribute) and parent.attr in _SAME_MODEL:
            call = self._syntax.parent(parent)
            assert isinstance(call, ast.Call)
            self.follow_model(call)
        elif isinstance(parent, ast.Call) and made in parent.args and last_name(parent.func) in _SAME_MODEL:
            self.follow_model(parent)
        elif isinstance(parent, ast.Call) and parent.func is made:
            self.follow(parent)
        elif isinstance(parent, ast.Assign) and len(parent.targets) == 1:
            self._follow_handle(parent.targets[0])
        elif isinstance(parent, ast.Return):
            self._follow_maker(parent)
        elif isinstance(parent, ast.Call) and made in parent.args:
            self._handed(parent, made)
        elif not isinstance(parent, ast.Expr):
            self._refuse(made)

    def _follow_maker(self, statement: ast.Return) -> None:
        """A function returns the model: its calls are the model."""
        function = self._syntax.function(statement)
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            raise Unable
        for name in self._mentions(function.name):
            call = self._syntax.parent(name)
            if isinstance(call, ast.Call) and call.func is name:
                self.follow_model(call)
            else:
                self._refuse(name)

    def _follow_handle(self, target: ast.expr) -> None:
        if isinstance(target, ast.Name):
            for name in self._syntax.names[target.id]:
                if isinstance(name.ctx, ast.Load):
                    self._mentioned(name)
            return
        if not isinstance(target, ast.Attribute):
            raise Unable
        for node in ast.walk(self._syntax.tree):
            if isinstance(node, ast.Attribute) and node.attr == target.attr and isinstance(node.ctx, ast.Load):
                self._mentioned(node)

    def _mentioned(self, handle: ast.expr) -> None:
        """A model is called something, and stands here."""
        if handle in self._seen:
            return
        self._seen.add(handle)
        parent = self._syntax.parent(handle)
        if isinstance(parent, ast.Call) and parent.func is handle:
            self.follow(parent)
        elif isinstance(parent, ast.Attribute):
            call = self._syntax.parent(parent)
            is_call = isinstance(call, ast.Call) and call.func is parent
            if parent.attr in ("forward", "call", "predict", "predict_proba", "__call__") and is_call:
                assert isinstance(call, ast.Call)
                self.follow(call)
            elif parent.attr == "compile" and isinstance(call, ast.Call) and is_call:
                self._compiled(call)
            elif parent.attr in _SAME_MODEL and is_call:
                assert isinstance(call, ast.Call)
                if not isinstance(self._syntax.parent(call), ast.Expr):
                    self.follow_model(call)
            elif (parent.attr not in _OF_A_MODEL and isinstance(handle, ast.Attribute)) or (
                parent.attr not in _OF_A_MODEL and is_call and not self._is_self(handle)
            ):
                self._refuse(handle)
        elif isinstance(parent, ast.Call):
            self._handed(parent, handle)
        elif isinstance(parent, ast.Assign):
            self._follow_handle(parent.targets[0])
        elif isinstance(parent, ast.Return):
            self._follow_maker(parent)
        elif isinstance(parent, ast.keyword):
            call = self._syntax.parent(parent)
            assert isinstance(call, ast.Call)
            self._handed(call, handle)
        elif not isinstance(parent, ast.Expr) and not self._is_self(handle):
            self._refuse(handle)

    def _is_self(self, handle: ast.expr) -> bool:
        return isinstance(handle, ast.Name) and handle.id == "self"

    def _handed(self, call: ast.Call, handle: ast.expr) -> None:
        """A model is handed to a function."""
        last = last_name(call.func)
        if last in _ONLY_LOOKS or last == "super" or self._is_self(handle):
            return
        if last in _SAME_MODEL:
            self.follow_model(call)
            return
        function = next(
            (
                node
                for node in self._syntax.tree.body
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == last
            ),
            None,
        )
        if function is None or not isinstance(call.func, ast.Name):
            self._refuse(handle)
        parameter = _parameter(function, call, handle)
        if parameter is None:
            self._refuse(handle)
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id == parameter and isinstance(node.ctx, ast.Load):
                self._mentioned(node)


def _parameter(function: Definition, call: ast.Call, handle: ast.expr) -> str | None:
    for keyword in call.keywords:
        if keyword.value is handle:
            return keyword.arg
    names = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]
    place = next((place for place, argument in enumerate(call.args) if argument is handle), len(names))
    return names[place] if place < len(names) else None


def _wrong(peer: Candidate) -> Term | None:
    """The value that should not be what it is."""
    return peer.use.term if peer.use is not None else peer.parts.get("inner")


def _takes(peer: Candidate, value: ast.expr) -> bool:
    """Whether an expression holds that value where it is consumed: as an argument, or in a formula."""
    return peer.use.argument is value if peer.use is not None else within(value, peer.node)


def _origin(term: Term | None) -> ast.AST | None:
    if term is None:
        return None
    current = exactly(term)
    while current.op in ("same", "take", "index") and current.args:
        current = exactly(current.args[0])
    return current.node


def last_name(function: ast.AST) -> str:
    """The last part of what a function is called."""
    return str(getattr(function, "attr", getattr(function, "id", "")))
