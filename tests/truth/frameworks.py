"""How each framework makes tensors, differentiates, and has its layers give the scores that a test wants."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
from conformance import frameworks

if TYPE_CHECKING:
    from collections.abc import Callable

    Array = np.ndarray

WIDTH = 8
"""How many features the layers are given that do not say it themselves; what they are does not matter."""


class Driver(frameworks.Framework):
    """NumPy, whose gradients are differences; the others say what they do otherwise.

    A model is *aimed* at scores: its last affine layer gives them whatever its input, as if its weights were zero and
    its bias the scores; the program then gives what it makes of them, and its gradient is the one with respect to them.
    """

    def argument(self, value: Any, tensor: Callable[[Any], Any]) -> Any:
        """An argument beside the scores: arrays become tensors."""
        return tensor(value) if isinstance(value, np.ndarray) else value

    def gradient(self, function: Callable[[Any], Any], scores: Any) -> Array:
        """Central differences, which want double precision."""
        steps = 1e-5 * np.eye(scores.size).reshape(-1, *scores.shape)
        return np.array([function(scores + step) - function(scores - step) for step in steps]) / 2e-5

    def weighted(self, value: Any) -> Any:
        """The sum of all values times 1, 2, 3, …"""
        flat = value.reshape(-1)
        return (flat * self.tensor(np.arange(1, flat.shape[0] + 1).astype("float32"))).sum()

    def aim(self, namespace: dict[str, Any], scores: Any) -> bool:
        """Aim the models that a program defines; whether there are any."""
        return False

    def aimed(self, model: Any, scores: Any) -> Any:
        """A model that is aimed, as a function."""
        raise NotImplementedError

    def features(self, rows: int) -> Any:
        """What an aimed model is given."""
        return self.tensor(np.zeros((rows, WIDTH), dtype=np.float32))

    def loss_of(self, model: Any, scores: Any, y: Any = None, x: Any = None) -> Any:
        """What a compiled model's loss is, and its metrics; or, without labels, what the model gives."""
        raise NotImplementedError

    def script(self, code: str, scores: Any, more: dict[str, Any]) -> Any:
        """A program of TensorFlow 1: its `cost`."""
        raise NotImplementedError


class Torch(frameworks.Torch, Driver):
    """PyTorch."""

    def gradient(self, function: Callable[[Any], Any], scores: Any) -> Array:
        import torch

        scores = scores.clone().requires_grad_()
        (slope,) = torch.autograd.grad(function(scores), scores, allow_unused=True, materialize_grads=True)
        return slope.float().numpy()

    def weighted(self, value: Any) -> Any:
        return super().weighted(value.float())

    def aim(self, namespace: dict[str, Any], scores: Any) -> bool:
        import torch

        models = {name: value for name, value in namespace.items() if isinstance(value, torch.nn.Module)}
        aimed = [name for name, model in models.items() if self._affine(model)]
        namespace.update({name: self.aimed(models[name], scores) for name in aimed})
        return bool(aimed)

    def _affine(self, model: Any) -> list[tuple[str, Any]]:
        import torch

        kinds = (torch.nn.Linear, torch.nn.Conv2d)
        return [(name, layer) for name, layer in model.named_modules() if isinstance(layer, kinds)]

    def aimed(self, model: Any, scores: Any) -> Any:
        import torch

        class Given(torch.nn.Module):
            def forward(self, _: Any) -> Any:
                return scores

        class Started(torch.nn.Module):
            """Makes what the first layer expects of whatever comes."""

            def __init__(self, model: Any, shape: tuple[int, ...]) -> None:
                super().__init__()
                self.model, self.shape = model, shape

            def forward(self, x: Any) -> Any:
                return self.model(torch.zeros(len(scores), *self.shape))

        layers = self._affine(model)
        first, (path, _) = layers[0][1], layers[-1]
        if not path:
            return Given()
        owner, _, name = path.rpartition(".")
        setattr(model.get_submodule(owner), name, Given())
        return Started(model, (first.in_features,))


class Jax(frameworks.Jax, Driver):
    """JAX, Flax and Optax."""

    def gradient(self, function: Callable[[Any], Any], scores: Any) -> Array:
        import jax

        return np.asarray(jax.grad(function)(scores))

    def aimed(self, model: Any, scores: Any) -> Any:
        import jax

        def run(x: Any) -> Any:
            variables = model.init(jax.random.PRNGKey(0), x)
            last = list(variables["params"])[-1]
            layer = variables["params"][last]
            aimed = {"kernel": layer["kernel"] * 0, "bias": scores.reshape(layer["bias"].shape)}
            return model.apply({"params": {**variables["params"], last: aimed}}, x)

        return run


class TensorFlow(frameworks.TensorFlow, Driver):
    """TensorFlow 2 and, through `compat.v1`, the functions of TensorFlow 1."""

    def seed(self) -> None:
        """Keras's generator, too."""
        import keras

        super().seed()
        keras.utils.set_random_seed(0)

    def gradient(self, function: Callable[[Any], Any], scores: Any) -> Array:
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch(scores)
            value = function(scores)
        slope = tape.gradient(value, scores, unconnected_gradients="zero")
        return tf.convert_to_tensor(slope).numpy()

    def weighted(self, value: Any) -> Any:
        import tensorflow as tf

        flat = tf.reshape(tf.cast(value, tf.float32), [-1])
        return tf.reduce_sum(flat * tf.range(1.0, tf.cast(tf.size(flat), tf.float32) + 1))

    def aim(self, namespace: dict[str, Any], scores: Any) -> bool:
        """Layers, and variables: those of an affine map."""
        import keras
        import tensorflow as tf

        heads = {name: value for name, value in namespace.items() if isinstance(value, keras.layers.Dense)}
        variables = {name: value for name, value in namespace.items() if isinstance(value, tf.Variable)}
        namespace.update({name: self.aimed(head, scores) for name, head in heads.items()})
        namespace.update({name: _aimed_variable(value, scores) for name, value in variables.items()})
        return bool(heads or variables)

    def aimed(self, model: Any, scores: Any) -> Any:
        def run(x: Any) -> Any:
            import keras

            model(x)  # Makes its variables.
            *others, kernel, bias = model.trainable_variables
            given = [*others, keras.ops.zeros(kernel.shape), keras.ops.reshape(scores, bias.shape)]
            return model.stateless_call(given, model.non_trainable_variables, x)[0]

        return run

    def loss_of(self, model: Any, scores: Any, y: Any = None, x: Any = None) -> Any:
        if x is None:
            width = model.input_shape[-1] if model.built else WIDTH
            x = np.zeros((1, width), dtype=np.float32)
        given = self.aimed(model, scores)(x)
        if y is None:
            return given
        y = self.argument(y, self.tensor)
        loss = model.compute_loss(y=y, y_pred=given)
        metrics = model.compute_metrics(x, y, given)
        return [loss, *(value for name, value in metrics.items() if name != "loss")]

    def script(self, code: str, scores: Any, more: dict[str, Any]) -> Any:
        """Run eagerly: the scores stand for its bias."""
        import tensorflow as tf

        def build(bias: Any, y: Any) -> Any:
            v1 = tf.compat.v1
            stand_ins = {"placeholder": [tf.zeros((len(y), 784)), y], "Variable": [tf.zeros((784, y.shape[1])), bias]}
            module = type(sys)("tensorflow")
            module.__dict__.update(v1.__dict__)
            for name, values in stand_ins.items():
                module.__dict__[name] = _in_turn(values)
            namespace: dict[str, Any] = {}
            present = sys.modules["tensorflow"]
            sys.modules["tensorflow"] = module
            try:
                exec(compile(code, "<example>", "exec"), namespace)
            finally:
                sys.modules["tensorflow"] = present
            return namespace["cost"]

        return build(tf.reshape(scores, [-1]), self.tensor(more["onehot"].astype("float32")))


def _aimed_variable(variable: Any, scores: Any) -> Any:
    """The scores for a bias, zeros for weights."""
    import tensorflow as tf

    if len(variable.shape) == 1:
        return tf.reshape(scores, variable.shape)
    return tf.zeros((WIDTH, variable.shape[-1]))


def _in_turn(values: list[Any]) -> Any:
    """A function that gives one value after the other, whatever it is given."""
    waiting = iter(values)
    return lambda *_, **__: next(waiting)


class Keras(frameworks.Keras, TensorFlow):
    """Keras 3 on the backend of the environment."""


DRIVERS: dict[str, Driver] = {
    "numpy": Driver("numpy"),
    "pytorch": Torch("torch"),
    "jax": Jax("jax"),
    "tensorflow": TensorFlow("tensorflow"),
    "keras": Keras("keras"),
}
