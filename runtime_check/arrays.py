"""Reading rows of classes out of anybody's arrays, without importing anybody's framework.

A PyTorch tensor, a JAX array or a CuPy array is told by the module its class was defined in. Only a
bounded number of rows is fetched: big arrays are thinned by slices with a step, where they live,
before they are moved to the host and before any conversion.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_VALUES = 2**20
MIN_ROWS = 16

_PLAIN_TORCH_FLOATS = ("float16", "float32", "float64")


@dataclass(frozen=True)
class Rows:
    """Rows of classes, all of an array or an even selection.

    Attributes:
        values: the rows, shape ``(n, K)``, in float16, float32 or float64.
        shape: the shape of the whole array.
        axis: the axis of the classes in the whole array, counted from 0.
        steps: the step along each axis of the whole array; 1 throughout when nothing was left out.
        dtype: the name of the dtype that the caller's array has.
    """

    values: NDArray[Any]
    shape: tuple[int, ...]
    axis: int
    steps: tuple[int, ...]
    dtype: str

    @property
    def classes(self) -> int:
        """The number of classes, K."""
        return self.shape[self.axis]

    @property
    def total(self) -> int:
        """The number of rows in the whole array."""
        return math.prod(self._without_axis(self.shape))

    @property
    def whole_numbers(self) -> bool:
        """Whether the caller's array has an integer or boolean dtype."""
        return self.dtype.startswith(("int", "uint", "bool"))

    @property
    def whole(self) -> bool:
        """Whether every row of the array is here."""
        return len(self.values) == self.total

    def place(self, row: int) -> tuple[int, ...]:
        """Where a row stands in the whole array: its index without the axis of the classes."""
        steps = self._without_axis(self.steps)
        kept = [len(range(0, length, step)) for length, step in zip(self._without_axis(self.shape), steps, strict=True)]
        return tuple(int(index) * step for index, step in zip(np.unravel_index(row, kept), steps, strict=True))

    def _without_axis(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        return numbers[: self.axis] + numbers[self.axis + 1 :]


def read_rows(values: object, axis: int = -1, *, max_values: int = MAX_VALUES, whole_numbers: bool = False) -> Rows:
    """Read rows of classes from an array of any framework.

    Args:
        values: a NumPy array, nested lists of numbers, a PyTorch tensor (any device, with or
            without gradient, bfloat16 too), a TensorFlow, JAX or CuPy array, or anything that
            NumPy can read.
        axis: the axis of the classes.
        max_values: about how many numbers to fetch at most. Rows are thinned evenly and always
            the same way, but never below 16.
        whole_numbers: take integer and boolean dtypes, too, as float64; ``dtype`` tells them.

    Returns:
        The rows, all of them if the array is no larger than ``max_values``.

    Raises:
        TypeError: the values cannot be read, or are not floating point (nor whole numbers, where these
            are taken). The message says what they are and what to do.
        ValueError: there is no such axis.
    """
    source, dtype = _opened(values)
    shape = tuple(int(length) for length in source.shape)
    if not -len(shape) <= axis < len(shape):
        what = "a single number has no axis of classes" if not shape else f"the shape {shape} has no axis {axis}"
        raise ValueError(f"{what}: rows of classes are needed")
    axis %= len(shape)
    steps = _steps(shape, axis, max_values)
    if any(step > 1 for step in steps):
        source = source[tuple(slice(None, None, step) for step in steps)]
    host = _on_host(source)
    host = host.astype(np.float64) if whole_numbers and host.dtype.kind in "biu" else _floating(host, values)
    rows = np.moveaxis(host, axis, -1)
    rows = rows.reshape(math.prod(rows.shape[:-1]), shape[axis])
    return Rows(rows, shape, axis, steps, dtype)


def as_numpy(values: object) -> NDArray[Any]:
    """All the values as a NumPy array, whichever framework and real dtype they come in.

    Raises:
        TypeError: the values cannot be read.
    """
    return _on_host(_opened(values)[0])


def _steps(shape: tuple[int, ...], axis: int, max_values: int) -> tuple[int, ...]:
    """The step along each axis that leaves about ``max_values`` numbers, thinning the longest axis first."""
    steps = [1] * len(shape)
    wanted = max(MIN_ROWS, max_values // max(shape[axis], 1))
    rows = math.prod(shape[:axis] + shape[axis + 1 :])
    for other in sorted(range(len(shape)), key=lambda index: -shape[index]):
        if other != axis and rows > wanted:
            steps[other] = min(shape[other], rows // wanted)
            rows = rows // shape[other] * len(range(0, shape[other], steps[other]))
    return tuple(steps)


# --- Opening: what is it, and can its values be had? --------------------------------------------


def _opened(values: object) -> tuple[Any, str]:
    """The values as something that has a shape and takes slices, and the name of their dtype."""
    if isinstance(values, str | bytes | bytearray):
        _refuse(values, "text has no numbers", "pass an array")
    if isinstance(values, np.ma.MaskedArray):
        _refuse(values, "the masked values would count", "fill it first, logits with .filled(-numpy.inf)")
    framework = _framework(values)
    if framework == "torch":
        return _opened_torch(values)
    if framework == "jax" and _has_ancestor(values, "Tracer"):
        _refuse(values, "it is being traced and has no values yet", "call this outside jit, grad, vmap and scan")
    if framework in ("jax", "cupy"):
        return values, str(getattr(values, "dtype", "object"))
    array = _opened_tensorflow(values) if framework in ("tensorflow", "keras") else _opened_numpy(values)
    if array.dtype.kind == "O":
        _refuse(values, "NumPy sees objects in it, not numbers", "pass one array of floating-point numbers")
    return array, array.dtype.name


def _opened_torch(values: Any) -> tuple[Any, str]:
    if _has_ancestor(values, "FakeTensor") or _has_ancestor(values, "FunctionalTensor") or values.is_meta:
        _refuse(values, "it has a shape but no values", "call this on the tensors of a real run")
    if _under_functorch(values):
        _refuse(values, "it stands for a whole batch or a derivative", "call this outside torch.func transforms")
    if str(values.layout) != "torch.strided":
        _refuse(values, f"its layout is {values.layout}", "call .to_dense() first")
    return values.detach(), str(values.dtype).removeprefix("torch.")


def _under_functorch(tensor: Any) -> bool:
    functorch = getattr(getattr(sys.modules.get("torch"), "_C", None), "_functorch", None)
    wrapped = getattr(functorch, "is_functorch_wrapped_tensor", None)
    return wrapped is not None and bool(wrapped(tensor))


def _opened_tensorflow(values: Any) -> NDArray[Any]:
    try:
        return np.asarray(values.numpy())
    except Exception as error:
        _refuse(
            values,
            "it is symbolic or sparse and has no array of values",
            "call this on the result of an eager call, outside tf.function and model building",
            error,
        )


def _opened_numpy(values: Any) -> NDArray[Any]:
    if isinstance(values, np.ndarray):
        return values
    is_list = isinstance(values, list | tuple)
    of_tensors = is_list and any(_framework(part) for part in values)
    try:
        array = np.asarray([_on_host(_opened(part)[0]) for part in values] if of_tensors else values)
    except (TypeError, ValueError) as error:
        _refuse(values, str(error).partition("\n")[0], "pass one array, or lists of rows of the same length", error)
    # Whole numbers in a list are numbers that nobody gave a dtype.
    return array.astype(np.float64) if is_list and not of_tensors and array.dtype.kind in "iu" else array


# --- Fetching ------------------------------------------------------------------------------------


def _on_host(source: Any) -> NDArray[Any]:
    """The opened and thinned values as a NumPy array, of whatever dtype."""
    if isinstance(source, np.ndarray):
        return source
    try:
        if _framework(source) == "torch":
            tensor = source.cpu()
            plain = not tensor.is_floating_point() or str(tensor.dtype).removeprefix("torch.") in _PLAIN_TORCH_FLOATS
            return np.asarray((tensor if plain else tensor.float()).numpy())
        if _framework(source) == "cupy":
            return np.asarray(source.get())
        return np.asarray(source)
    except Exception as error:
        _refuse(source, str(error).partition("\n")[0], "convert it to a NumPy array first", error)


def _floating(array: NDArray[Any], values: object) -> NDArray[Any]:
    """The array in float16, float32 or float64."""
    dtype = array.dtype
    if dtype.kind == "f":
        if dtype.itemsize > 8:
            return array.astype(np.float64)
        return array if dtype.isnative else array.astype(dtype.newbyteorder("="))
    # The small floats of ml_dtypes (bfloat16, float8_e4m3 …), which JAX and TensorFlow hand out, are of kind V.
    if dtype.kind == "V" and "float" in dtype.name:
        return array.astype(np.float32)
    if dtype.kind not in "biu":
        return _refuse(values, f"it holds {dtype}, not real numbers", "pass floating-point numbers")
    reason = f"it holds {dtype.name}, as labels and class indices do; scores and probabilities are floating point"
    return _refuse(values, reason, "if these are scores, convert them to float")


def _framework(values: object) -> str:
    """The first framework among the modules that the value's class and its ancestors come from, or ``""``."""
    for ancestor in type(values).__mro__:
        root = ancestor.__module__.partition(".")[0].removesuffix("lib")  # jaxlib holds JAX's array class
        if root in ("torch", "jax", "cupy", "tensorflow", "keras"):
            return root
    return ""


def _has_ancestor(values: object, name: str) -> bool:
    return any(ancestor.__name__ == name for ancestor in type(values).__mro__)


def _refuse(values: object, reason: str, advice: str, cause: Exception | None = None) -> NoReturn:
    kind = type(values)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__.partition('.')[0]} {kind.__name__}"
    raise TypeError(f"cannot judge the values of this {name}: {reason}; {advice}") from cause
