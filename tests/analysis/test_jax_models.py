"""JAX's models: Flax's two faces, Haiku, Equinox; and JAX's transformations, through which values are followed."""

from __future__ import annotations

import textwrap

import pytest
from programs import codes_in

IMPORTS = """\
import equinox as eqx
import flax.linen as nn
import haiku as hk
import jax
import jax.numpy as jnp
import optax
from flax import nnx
from flax.training import train_state
"""

LINEN = """
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        x = nn.relu(nn.Dense(8)(x))
        return nn.softmax(nn.Dense(3)(x))

"""

FOUND = {
    "Flax's setup": """
        class Net(nn.Module):
            classes: int

            def setup(self):
                self.hidden = nn.Dense(8)
                self.out = nn.Dense(self.classes)

            def __call__(self, x):
                return nn.softmax(self.out(nn.relu(self.hidden(x))))

        def loss(params, x, y):
            p = Net(classes=3).apply({"params": params}, x)
            return optax.softmax_cross_entropy_with_integer_labels(p, y).mean()
    """,
    "Flax's layers in a list": """
        class Net(nn.Module):
            def setup(self):
                self.layers = [nn.Dense(8), nn.relu, nn.Dense(3), nn.softmax]

            def __call__(self, x):
                for layer in self.layers:
                    x = layer(x)
                return x

        def loss(params, x, y):
            p = Net().apply({"params": params}, x)
            return optax.softmax_cross_entropy_with_integer_labels(p, y).mean()
    """,
    "Flax's Sequential": """
        net = nn.Sequential([nn.Dense(8), nn.relu, nn.Dense(3), nn.softmax])

        def loss(params, x, y):
            return optax.softmax_cross_entropy_with_integer_labels(net.apply(params, x), y).mean()
    """,
    "Flax's model as a global": LINEN
    + """
model = Net()

def loss(params, x, y):
    p = model.apply(params, x, train=True)
    return optax.softmax_cross_entropy(p, jax.nn.one_hot(y, 3)).mean()
""",
    "Flax's model with mutable state": LINEN
    + """
def loss(params, stats, x, y):
    p, updates = Net().apply({"params": params, "batch_stats": stats}, x, mutable=["batch_stats"])
    return optax.softmax_cross_entropy_with_integer_labels(p, y).mean(), updates
""",
    "Flax's train state": LINEN
    + """
def create(rng):
    model = Net()
    params = model.init(rng, jnp.ones((1, 4)))["params"]
    return train_state.TrainState.create(apply_fn=model.apply, params=params, tx=optax.adam(1e-3))

def main(rng, x, y):
    state = create(rng)

    def loss(params):
        p = state.apply_fn({"params": params}, x)
        return optax.softmax_cross_entropy_with_integer_labels(p, y).mean()

    return jax.grad(loss)(state.params)
""",
    "Flax's train state, handed to a step": LINEN
    + """
@jax.jit
def step(state, x, y):
    def loss(params):
        p = state.apply_fn({"params": params}, x)
        return optax.softmax_cross_entropy_with_integer_labels(p, y).mean()

    value, grads = jax.value_and_grad(loss)(state.params)
    return state.apply_gradients(grads=grads), value

def main(rng, batches):
    model = Net()
    state = train_state.TrainState.create(apply_fn=model.apply, params=model.init(rng, 1), tx=optax.adam(1e-3))
    for x, y in batches:
        state, value = step(state, x, y)
""",
    "Flax's method by name": """
        class Net(nn.Module):
            def setup(self):
                self.out = nn.Dense(3)

            def __call__(self, x):
                return self.out(x)

            def classify(self, x):
                return nn.softmax(self(x))

        def loss(params, x, y):
            p = Net().apply(params, x, method=Net.classify)
            return optax.softmax_cross_entropy_with_integer_labels(p, y)
    """,
    "nnx": """
        class Net(nnx.Module):
            def __init__(self, rngs: nnx.Rngs):
                self.hidden = nnx.Linear(4, 8, rngs=rngs)
                self.out = nnx.Linear(8, 3, rngs=rngs)

            def __call__(self, x):
                return nnx.softmax(self.out(nnx.relu(self.hidden(x))))

        model = Net(nnx.Rngs(0))

        def loss_fn(model: Net, x, y):
            return optax.softmax_cross_entropy_with_integer_labels(logits=model(x), labels=y).mean()

        @nnx.jit
        def step(model, x, y):
            return nnx.value_and_grad(loss_fn)(model, x, y)
    """,
    "Haiku's transform": """
        def forward(x):
            net = hk.Sequential([hk.Linear(8), jax.nn.relu, hk.Linear(3), jax.nn.softmax])
            return net(x)

        net = hk.without_apply_rng(hk.transform(forward))

        def loss(params, x, y):
            return optax.softmax_cross_entropy_with_integer_labels(net.apply(params, x), y).mean()
    """,
    "Haiku's transform of a lambda": """
        class Net(hk.Module):
            def __init__(self, name=None):
                super().__init__(name=name)
                self.out = hk.Linear(3)

            def __call__(self, x):
                return jax.nn.softmax(self.out(x))

        net = hk.transform(lambda x: Net()(x))

        def loss(params, rng, x, y):
            return optax.softmax_cross_entropy(net.apply(params, rng, x), y).mean()
    """,
    "Haiku's transform, unpacked": """
        @hk.transform
        def forward(x):
            return jax.nn.softmax(hk.Linear(3)(x))

        def loss(params, rng, x, y):
            return optax.softmax_cross_entropy(forward.apply(params, rng, x), y).mean()
    """,
    "Haiku's state": """
        def forward(x, is_training):
            return jax.nn.softmax(hk.Linear(3)(x))

        net = hk.transform_with_state(forward)

        def loss(params, state, rng, x, y):
            p, state = net.apply(params, state, rng, x, True)
            return optax.softmax_cross_entropy(p, y).mean()
    """,
    "Equinox": """
        class Net(eqx.Module):
            layers: list

            def __init__(self, key):
                self.layers = [eqx.nn.Linear(4, 8, key=key), jax.nn.relu, eqx.nn.Linear(8, 3, key=key), jax.nn.softmax]

            def __call__(self, x):
                for layer in self.layers:
                    x = layer(x)
                return x

        @eqx.filter_value_and_grad
        def loss(model: Net, x, y):
            return optax.softmax_cross_entropy_with_integer_labels(jax.vmap(model)(x), y).mean()
    """,
    "Equinox, called by a training loop": """
        class Net(eqx.Module):
            out: eqx.nn.Linear

            def __init__(self, key):
                self.out = eqx.nn.Linear(4, 3, key=key)

            def __call__(self, x):
                return jax.nn.softmax(self.out(x))

        def loss(model, x, y):
            return optax.softmax_cross_entropy_with_integer_labels(jax.vmap(model)(x), y).mean()

        @eqx.filter_jit
        def step(model, x, y):
            value, grads = eqx.filter_value_and_grad(loss)(model, x, y)
            return model

        def main(batches, key):
            model = Net(key)
            for x, y in batches:
                model = step(model, x, y)
    """,
    "jit and vmap": """
        def predict(w, x):
            return jax.nn.softmax(x @ w)

        batched = jax.jit(jax.vmap(predict, in_axes=(None, 0)))

        def loss(w, x, y):
            return optax.softmax_cross_entropy(batched(w, x), y).mean()
    """,
    "jit with static arguments": """
        from functools import partial

        @partial(jax.jit, static_argnums=(1,))
        def predict(x, softmax):
            return jax.nn.softmax(x) if softmax else x

        def loss(x, y):
            return optax.softmax_cross_entropy(predict(x, True), y).mean()
    """,
    "what value_and_grad gives besides": """
        def loss(params, x, y):
            p = jax.nn.softmax(x @ params)
            return optax.l2_loss(p, y).mean(), p

        def step(params, x, y):
            (value, p), grads = jax.value_and_grad(loss, has_aux=True)(params, x, y)
            return optax.softmax_cross_entropy(p, y)
    """,
    "a loop that is scanned": """
        def step(carry, x):
            return carry, jax.nn.softmax(x)

        def loss(xs, y):
            _, ps = jax.lax.scan(step, None, xs)
            return optax.softmax_cross_entropy(ps, y)
    """,
    "parameters in a dictionary": """
        def forward(params, x):
            for w, b in params[:-1]:
                x = jnp.tanh(jnp.dot(x, w) + b)
            w, b = params[-1]
            return jax.nn.softmax(jnp.dot(x, w) + b)

        def loss(params, batch):
            x, y = batch
            return optax.softmax_cross_entropy(forward(params, x), y).mean()
    """,
}

SILENT = {
    "a softmax only for evaluation": """
        class Net(nn.Module):
            @nn.compact
            def __call__(self, x, train: bool = True):
                x = nn.Dense(3)(x)
                if not train:
                    x = nn.softmax(x)
                return x

        def loss(params, x, y):
            p = Net().apply({"params": params}, x, train=True)
            return optax.softmax_cross_entropy_with_integer_labels(p, y).mean()
    """,
    "a method without the softmax": """
        class Net(nn.Module):
            def setup(self):
                self.out = nn.Dense(3)

            def __call__(self, x):
                return nn.softmax(self.scores(x))

            def scores(self, x):
                return self.out(x)

        def loss(params, x, y):
            return optax.softmax_cross_entropy(Net().apply(params, x, method="scores"), y)
    """,
    "the updates and not the outputs": LINEN
    + """
def loss(params, x, y, scores):
    _, updates = Net().apply(params, x, mutable=["batch_stats"])
    return optax.softmax_cross_entropy(scores, y)
""",
    "a field that decides": """
        class Net(nn.Module):
            softmax: bool = True

            @nn.compact
            def __call__(self, x):
                x = nn.Dense(3)(x)
                return nn.softmax(x) if self.softmax else x

        def loss(params, x, y):
            return optax.softmax_cross_entropy(Net(softmax=False).apply(params, x), y)
    """,
    "attention within": """
        class Net(nn.Module):
            @nn.compact
            def __call__(self, x):
                weights = nn.softmax(nn.Dense(8)(x), axis=-1)
                return nn.Dense(3)(jnp.einsum("ij,jk->ik", weights, x))

        def loss(params, x, y):
            return optax.softmax_cross_entropy(Net().apply(params, x), y)
    """,
    "Haiku's other function": """
        def forward(x):
            scores = hk.Linear(3)(x)
            return scores, jax.nn.softmax(scores)

        net = hk.transform(forward)

        def loss(params, rng, x, y):
            scores, p = net.apply(params, rng, x)
            return optax.softmax_cross_entropy(scores, y)
    """,
    "Haiku's state instead of the output": """
        def forward(x):
            return jax.nn.softmax(hk.Linear(3)(x))

        net = hk.transform_with_state(forward)

        def loss(params, state, rng, x, y, scores):
            _, new = net.apply(params, state, rng, x)
            return optax.softmax_cross_entropy(new, y)
    """,
    "a gradient is no probability": """
        def predict(w, x):
            return jax.nn.softmax(x @ w)[0]

        def loss(w, x, y):
            return optax.softmax_cross_entropy(jax.grad(predict)(w, x), y)
    """,
}


@pytest.mark.parametrize("program", FOUND.values(), ids=FOUND)
def test_a_softmax_in_a_model_is_found(program: str) -> None:
    assert codes_in(IMPORTS + textwrap.dedent(program)) == ["LGT101"]


@pytest.mark.parametrize("program", SILENT.values(), ids=SILENT)
def test_nothing_is_said(program: str) -> None:
    assert codes_in(IMPORTS + textwrap.dedent(program)) == []
