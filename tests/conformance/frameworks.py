"""What the suite must know of each package: how to make and read its tensors, and where old names live today."""

from __future__ import annotations

import contextlib
import os
import random
import sys
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class Framework:
    """One way of making tensors."""

    name: str
    refuses_gently: ClassVar[bool] = True
    """Whether values that a function does not take raise an exception; otherwise they end the process."""

    def prepare(self) -> None:
        """What must be done before anything is imported."""

    def tensor(self, values: np.ndarray) -> Any:
        """The framework's tensor of these values."""
        return values

    def seed(self) -> None:
        """Make what comes next repeatable."""
        random.seed(0)
        np.random.seed(0)

    def key(self) -> Any:
        """What a parameter for a source of randomness is given."""
        return 0

    def member(self, owner: Any, name: str) -> Any:
        """A method of an object that a row's class made."""
        return getattr(owner, name)

    @contextlib.contextmanager
    def context(self) -> Iterator[None]:
        """What must stand around a call."""
        yield

    def read(self, value: Any) -> Any:
        """A result's values; anything that is no tensor stays as it is."""
        if hasattr(value, "detach"):
            value = value.detach().cpu()
            value = value.resolve_neg() if hasattr(value, "resolve_neg") else value
        if hasattr(value, "numpy") and callable(value.numpy):
            return value.numpy()
        if hasattr(value, "asnumpy"):
            return value.asnumpy()
        return np.asarray(value) if hasattr(value, "__array__") else value

    def run(self, call: Callable[[], Any]) -> Any:
        """The result of a call, its tensors read."""
        self.seed()
        with self.context():
            return self.read_all(call())

    def read_all(self, result: Any) -> Any:
        """All tensors of a nested result, as nested lists and dicts."""
        if isinstance(result, dict):
            return {key: self.read_all(value) for key, value in result.items()}
        if isinstance(result, (tuple, list)):
            return [self.read_all(value) for value in result]
        return self.read(result)


_DECLARED: list[Any] = []
"""Operators are declared as long as their library lives."""


class Torch(Framework):
    """PyTorch and what stands on it."""

    def prepare(self) -> None:
        """Where torchvision's compiled operators can't be loaded, it still imports if they are declared."""
        if not _DECLARED:
            library = import_module("torch").library.Library("torchvision", "FRAGMENT")
            for name in ("nms", "qnms"):
                library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
            _DECLARED.append(library)

    def tensor(self, values: np.ndarray) -> Any:
        """Floats in single precision, as layers have them."""
        return import_module("torch").tensor(values)  # A copy: some functions write into what they are given.

    def read(self, value: Any) -> Any:
        """What NumPy has no type for, it has as something else."""
        torch = import_module("torch")
        if isinstance(value, torch.Tensor):
            value = value.to_dense() if value.is_sparse else value
            value = value.float() if value.dtype is torch.bfloat16 else value
        return super().read(value)

    def seed(self) -> None:
        """PyTorch's own generator, too."""
        super().seed()
        import_module("torch").manual_seed(0)


class TensorFlow(Framework):
    """TensorFlow 2, eagerly."""

    def prepare(self) -> None:
        """TensorFlow Addons asks Keras for modules that live on in the package of Keras 2."""
        if self.name == "tensorflow_addons":
            import_module("tensorflow.keras")
            for name in [name for name in sys.modules if name.startswith("tf_keras.src.engine")]:
                sys.modules.setdefault(name.partition("_")[2], sys.modules[name])

    def tensor(self, values: np.ndarray) -> Any:
        """A constant."""
        return import_module("tensorflow").constant(values)

    def read(self, value: Any) -> Any:
        """Sparse tensors with all their zeros."""
        return super().read(_dense(value))

    def seed(self) -> None:
        """TensorFlow's own generator, too."""
        super().seed()
        import_module("tensorflow").random.set_seed(0)


def _dense(value: Any) -> Any:
    """A tensor that NumPy can hold."""
    tf = import_module("tensorflow")
    if isinstance(value, tf.SparseTensor):
        return tf.sparse.to_dense(value)
    return tf.cast(value, tf.float32) if tf.is_tensor(value) and value.dtype == tf.bfloat16 else value


class TensorFlowGraph(TensorFlow):
    """TensorFlow 1 through `tensorflow.compat.v1`: each call in a graph of its own."""

    @contextlib.contextmanager
    def context(self) -> Iterator[None]:
        """A graph and a session."""
        tf = import_module("tensorflow").compat.v1
        with tf.Graph().as_default(), tf.Session():
            tf.set_random_seed(0)
            yield

    def read_all(self, result: Any) -> Any:
        """Initialise what the call made, then run it."""
        tf = import_module("tensorflow").compat.v1
        session = tf.get_default_session()
        if session is None:  # Nothing of a graph.
            return super().read_all(result)
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer(), tf.tables_initializer()])
        return super().read_all(result)

    def read(self, value: Any) -> Any:
        """The value of a tensor of the graph."""
        tf = import_module("tensorflow").compat.v1
        value = _dense(value)
        if tf.is_tensor(value):
            return tf.get_default_session().run(value)
        return super().read(value)


class Keras(Framework):
    """Keras 3 on the backend of the environment."""

    def tensor(self, values: np.ndarray) -> Any:
        """A tensor of the backend."""
        return import_module("keras").ops.convert_to_tensor(values)

    def seed(self) -> None:
        """All generators."""
        import_module("keras").utils.set_random_seed(0)

    def read(self, value: Any) -> Any:
        """Through Keras, which knows its backend."""
        keras = import_module("keras")
        return keras.ops.convert_to_numpy(value) if keras.ops.is_tensor(value) else super().read(value)


class Jax(Framework):
    """JAX and what stands on it."""

    def prepare(self) -> None:
        """TensorFlow Probability on JAX asks for a name that JAX has moved."""
        xla = import_module("jax.interpreters.xla")
        if not hasattr(xla, "pytype_aval_mappings"):
            core = import_module("jax._src.core")
            shaped = {np.ndarray: lambda array: core.ShapedArray(array.shape, array.dtype)}
            xla.pytype_aval_mappings = {**shaped, **core.pytype_aval_mappings}

    def tensor(self, values: np.ndarray) -> Any:
        """An array."""
        return import_module("jax.numpy").asarray(values)

    def read(self, value: Any) -> Any:
        """Half precision of JAX's own is no number to NumPy."""
        found = super().read(value)
        return found.astype("float32") if getattr(getattr(found, "dtype", None), "name", "") == "bfloat16" else found

    def key(self) -> Any:
        """JAX's random functions are given their state."""
        return import_module("jax").random.key(0)


class Flax(Jax):
    """Flax: the layers of `flax.linen` are called through what makes their weights."""

    def member(self, owner: Any, name: str) -> Any:
        """A method of a module, its weights fresh."""
        if not isinstance(owner, import_module("flax.linen").Module) or name not in _public_methods(owner):
            return super().member(owner, name)
        return lambda *args, **keywords: owner.init_with_output(self.key(), *args, **keywords, method=name)[0]


def _public_methods(owner: Any) -> set[str]:
    """What a class adds to the methods that all modules have."""
    bases = [base for base in type(owner).__mro__ if base.__name__ != "Module"]
    return {name for base in bases for name, member in vars(base).items() if callable(member)}


class Haiku(Jax):
    """Haiku: what makes or calls a module stands in a function that is transformed."""

    def run(self, call: Callable[[], Any]) -> Any:
        """The result of a call, the weights fresh."""
        self.seed()
        made = import_module("haiku").transform_with_state(call)
        return self.read_all(made.apply(*made.init(self.key()), self.key())[0])


class Paddle(Framework):
    """PaddlePaddle."""

    def tensor(self, values: np.ndarray) -> Any:
        """A tensor."""
        return import_module("paddle").to_tensor(values)

    def seed(self) -> None:
        """Paddle's own generator, too."""
        super().seed()
        import_module("paddle").seed(0)


class MindSpore(Framework):
    """MindSpore."""

    refuses_gently = False

    def tensor(self, values: np.ndarray) -> Any:
        """A tensor."""
        return import_module("mindspore").Tensor(values)

    def seed(self) -> None:
        """MindSpore's own generator, too."""
        super().seed()
        import_module("mindspore").set_seed(0)


_KINDS = {
    Jax: ("jax", "optax", "jaxopt", "distrax", "rlax", "numpyro", "equinox"),
    Flax: ("flax", "clu"),
    Haiku: ("haiku",),
    TensorFlow: ("tensorflow", "tensorflow_addons", "tensorflow_probability", "keras2"),
    TensorFlowGraph: ("tensorflow1", "tf_slim"),
    Keras: ("keras", "keras_hub"),
    Framework: ("numpy", "scipy", "sklearn", "python"),
    Paddle: ("paddle",),
    MindSpore: ("mindspore",),
}

ELSEWHERE = {
    "tensorflow1": ("tensorflow.", "tensorflow.compat.v1."),
    "keras2": ("keras.", "tf_keras."),
}
"""Generations that live on under another name: what of a row's name is replaced by what."""

DISTRIBUTIONS = {
    "sklearn": "scikit-learn",
    "haiku": "dm-haiku",
    "paddle": "paddlepaddle",
    "pyro": "pyro-ppl",
    "ignite": "pytorch-ignite",
    "lightning": "pytorch-lightning",
}
"""Packages that are installed under another name than they are imported by."""

ENVIRONMENT = {
    "keras2": {"TF_USE_LEGACY_KERAS": "1"},
    "tensorflow1": {"TF_USE_LEGACY_KERAS": "1"},
    "tf_slim": {"TF_USE_LEGACY_KERAS": "1"},
    "tensorflow_addons": {"TF_USE_LEGACY_KERAS": "1"},
    "tensorflow_probability": {"TF_USE_LEGACY_KERAS": "1"},
}
"""What must be set before a table's package is imported."""


def framework_of(table: str) -> Framework:
    """How a table's package makes tensors: like PyTorch unless it is listed above."""
    return next((kind(table) for kind, tables in _KINDS.items() if table in tables), Torch(table))


def environment_of(table: str) -> dict[str, str]:
    """The environment of a process that asks a table's package."""
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "JAX_PLATFORMS": "cpu", "OMP_NUM_THREADS": "2"}
    return {**os.environ, **quiet, **ENVIRONMENT.get(table, {})}
