"""Calling a loss with the arrays of its own framework, without importing any: only what is imported already counts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

Convert: TypeAlias = "Callable[[NDArray[Any]], Any]"


def conversions(loss: object) -> Iterator[tuple[str, Convert]]:
    """How to make a loss's arrays from NumPy's, the likeliest way first.

    Its own framework's tensors if its class or function comes from one; else NumPy arrays (which
    TensorFlow, Keras and JAX take, too); else the tensors of whatever is imported.

    Args:
        loss: what will be called.

    Yields:
        The name of the framework and a function from a NumPy array to its arrays.
    """
    home = _framework_of(loss)
    names = [home, *(name for name in ("numpy", *_MODULES) if name != home)]
    for name in names:
        if name == "numpy":
            yield name, lambda array: array
        elif _MODULES[name] in sys.modules:
            yield name, getattr(sys.modules[_MODULES[name]], _FUNCTIONS[name])


_MODULES = {"torch": "torch", "jax": "jax.numpy", "tensorflow": "tensorflow"}
_FUNCTIONS = {"torch": "from_numpy", "jax": "asarray", "tensorflow": "constant"}
_ROOTS = {"torch": "torch", "torchvision": "torch", "jax": "jax", "optax": "jax", "tensorflow": "tensorflow"}


def _framework_of(loss: object) -> str:
    """The framework that a loss, its class or what it wraps is defined in; ``"numpy"`` if in none of them."""
    wrapped = getattr(loss, "func", None) or getattr(loss, "__wrapped__", None) or getattr(loss, "__self__", None)
    for one in (loss, *type(loss).__mro__, wrapped):
        root = str(getattr(one, "__module__", None) or "").partition(".")[0]
        if root in _ROOTS:
            return _ROOTS[root]
    return "numpy"
