"""The wrong kind given to public losses, metrics and samplers: who notices? Needs the frameworks and scikit-learn.

    python benchmarks/wrong_kinds.py [--rows 64] [--classes 10]

Each call is made with predictions of five kinds. A cell is *wrong* if the call computes nonsense on it;
it is noticed by the library if the call raises or warns, by us if the assertion for what the call takes
fails, on this one array and by its values alone. On a *right* cell nobody should object.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import keras
import numpy as np
import optax
import scipy.special
import scipy.stats
import sklearn.metrics
import tensorflow as tf
import torch
import torch.nn.functional as F
from logit_lint.runtime_check import assert_log_probabilities, assert_logits, assert_probabilities, reference

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = ("logits", "softmax", "log-softmax", "sigmoid", "labels")

RIGHT = {
    "logits": {"logits", "log-softmax"},
    "probs(softmax)": {"softmax", "labels"},
    "probs(sigmoid)": {"sigmoid", "softmax", "labels"},
    "log-probs": {"log-softmax"},
}
"""Which kinds are valid for which role: log-probabilities are valid scores, one-hot labels valid probabilities."""

ASSERTIONS: dict[str, Callable[[Any], None]] = {
    "logits": assert_logits,
    "probs(softmax)": assert_probabilities,
    "probs(sigmoid)": lambda values: assert_probabilities(values, multilabel=True),
    "log-probs": assert_log_probabilities,
}


class Given(NamedTuple):
    """What the calls are given: predictions, and labels in three forms."""

    x: Any
    indices: Any
    one_hot: Any
    soft: Any

    def torch(self) -> Given:
        """As PyTorch's tensors."""
        return Given(*(torch.from_numpy(np.asarray(values)) for values in self))


def torch_calls() -> dict[str, tuple[str, Callable[[Given], object]]]:
    distributions = torch.distributions
    return {
        "F.cross_entropy, indices": ("logits", lambda g: F.cross_entropy(g.x, g.indices)),
        "F.cross_entropy, soft": ("logits", lambda g: F.cross_entropy(g.x, g.soft)),
        "F.binary_cross_entropy_with_logits": ("logits", lambda g: F.binary_cross_entropy_with_logits(g.x, g.one_hot)),
        "F.multilabel_soft_margin_loss": ("logits", lambda g: F.multilabel_soft_margin_loss(g.x, g.one_hot)),
        "F.gumbel_softmax": ("logits", lambda g: F.gumbel_softmax(g.x)),
        "Categorical(logits)": ("logits", lambda g: distributions.Categorical(logits=g.x).log_prob(g.indices)),
        "Bernoulli(logits)": ("logits", lambda g: distributions.Bernoulli(logits=g.x).log_prob(g.one_hot)),
        "Categorical(probs)": ("probs(softmax)", lambda g: distributions.Categorical(probs=g.x).log_prob(g.indices)),
        "torch.multinomial": ("probs(softmax)", lambda g: torch.multinomial(g.x, 1)),
        "F.binary_cross_entropy": ("probs(sigmoid)", lambda g: F.binary_cross_entropy(g.x, g.one_hot)),
        "torch.bernoulli": ("probs(sigmoid)", lambda g: torch.bernoulli(g.x)),
        "Bernoulli(probs)": ("probs(sigmoid)", lambda g: distributions.Bernoulli(probs=g.x).log_prob(g.one_hot)),
        "F.nll_loss": ("log-probs", lambda g: F.nll_loss(g.x, g.indices)),
        "F.kl_div": ("log-probs", lambda g: F.kl_div(g.x, g.soft, reduction="batchmean")),
        "F.ctc_loss": ("log-probs", lambda g: _ctc(g)),
    }


def _ctc(g: Given) -> object:
    labels = torch.ones(1, 3, dtype=torch.int64)
    return F.ctc_loss(g.x[:, None, :], labels, torch.tensor([len(g.x)]), torch.tensor([3]))


def other_calls() -> dict[str, tuple[str, Callable[[Given], object]]]:
    losses, metrics, key = keras.losses, keras.metrics, jax.random.key(0)
    random = np.random.default_rng(0)
    return {
        "optax.softmax_cross_entropy": ("logits", lambda g: optax.softmax_cross_entropy(g.x, g.soft)),
        "optax…integer_labels": ("logits", lambda g: optax.softmax_cross_entropy_with_integer_labels(g.x, g.indices)),
        "optax.sigmoid_binary_cross_entropy": ("logits", lambda g: optax.sigmoid_binary_cross_entropy(g.x, g.one_hot)),
        "jax.random.categorical": ("logits", lambda g: jax.random.categorical(key, g.x)),
        "tf.nn.softmax_cross_entropy…": ("logits", lambda g: tf.nn.softmax_cross_entropy_with_logits(g.soft, g.x)),
        "tf.nn.sparse_softmax…": ("logits", lambda g: tf.nn.sparse_softmax_cross_entropy_with_logits(g.indices, g.x)),
        "tf.random.categorical": ("logits", lambda g: tf.random.categorical(g.x, 1)),
        "Keras CCE(from_logits)": ("logits", lambda g: losses.CategoricalCrossentropy(from_logits=True)(g.soft, g.x)),
        "Keras CCE": ("probs(softmax)", lambda g: losses.CategoricalCrossentropy()(g.soft, g.x)),
        "Keras SCCE": ("probs(softmax)", lambda g: losses.SparseCategoricalCrossentropy()(g.indices, g.x)),
        "Keras categorical focal": ("probs(softmax)", lambda g: losses.CategoricalFocalCrossentropy()(g.one_hot, g.x)),
        "Keras KLDivergence": ("probs(softmax)", lambda g: losses.KLDivergence()(g.soft, g.x)),
        "Keras metric CCE": ("probs(softmax)", lambda g: metrics.CategoricalCrossentropy()(g.soft, g.x)),
        "Keras BCE": ("probs(sigmoid)", lambda g: losses.BinaryCrossentropy()(g.one_hot, g.x)),
        "Keras binary focal": ("probs(sigmoid)", lambda g: losses.BinaryFocalCrossentropy()(g.one_hot, g.x)),
        "sklearn.log_loss": ("probs(softmax)", lambda g: sklearn.metrics.log_loss(g.indices, g.x)),
        "sklearn.roc_auc_score": (
            "probs(softmax)",
            lambda g: sklearn.metrics.roc_auc_score(g.indices, g.x, multi_class="ovr"),
        ),
        "scipy.stats.entropy": ("probs(softmax)", lambda g: scipy.stats.entropy(g.x, axis=-1)),
        "scipy.special.rel_entr": ("probs(softmax)", lambda g: scipy.special.rel_entr(g.soft, g.x)),
        "numpy choice": ("probs(softmax)", lambda g: [random.choice(len(row), p=row) for row in g.x.astype(float)]),
        "numpy multinomial": ("probs(softmax)", lambda g: random.multinomial(5, g.x.astype(float))),
        "optax.kl_divergence": ("log-probs", lambda g: optax.kl_divergence(g.x, g.soft)),
        "optax.convex_kl_divergence": ("log-probs", lambda g: optax.convex_kl_divergence(g.x, g.soft)),
        "optax…with_log_targets": (
            "log-probs",
            lambda g: optax.losses.kl_divergence_with_log_targets(g.x, np.log(g.soft)),
        ),
    }


def inputs(rows: int, classes: int, seed: int) -> dict[str, Given]:
    random = np.random.default_rng(seed)
    scores = (random.normal(size=(rows, classes)) * 2).astype(np.float32)
    indices = np.concatenate([np.arange(classes), random.integers(0, classes, rows - classes)])
    one_hot = np.eye(classes, dtype=np.float32)[indices]
    soft = reference.softmax(random.normal(size=(rows, classes))).astype(np.float32)
    made = {
        "logits": scores,
        "softmax": reference.softmax(scores),
        "log-softmax": reference.log_softmax(scores),
        "sigmoid": reference.sigmoid(scores),
        "labels": np.eye(classes, dtype=np.float32)[random.permutation(indices)],
    }
    return {kind: Given(values, indices, one_hot, soft) for kind, values in made.items()}


def library_notices(call: Callable[[Given], object], given: Given) -> bool:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            call(given)
        except Exception:
            return True
    return any(issubclass(one.category, UserWarning | RuntimeWarning) for one in caught)


def we_notice(role: str, given: Given) -> bool:
    try:
        ASSERTIONS[role](given.x)
    except AssertionError:
        return True
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description="Who notices the wrong kind?")
    parser.add_argument("--rows", type=int, default=64)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    made = inputs(options.rows, options.classes, options.seed)
    tensors = {kind: given.torch() for kind, given in made.items()}
    rows = [(name, *row, tensors) for name, row in torch_calls().items()]
    rows += [(name, *row, made) for name, row in other_calls().items()]
    print("| call | takes | " + " | ".join(KINDS) + " |\n" + "| --- " * (2 + len(KINDS)) + "|")
    wrong = theirs = ours = right = their_alarms = our_alarms = 0
    for name, role, call, given in rows:
        cells = []
        for kind in KINDS:
            noticed = library_notices(call, given[kind]), we_notice(role, given[kind])
            if kind in RIGHT[role]:
                right, their_alarms, our_alarms = right + 1, their_alarms + noticed[0], our_alarms + noticed[1]
                cells.append("right" + " (objects)" * noticed[0] + " (ALARM)" * noticed[1])
            else:
                wrong, theirs, ours = wrong + 1, theirs + noticed[0], ours + noticed[1]
                cells.append(" and ".join(who for who, saw in zip(("library", "we"), noticed) if saw) or "nobody")
        print(f"| {name} | {role} | {' | '.join(cells)} |")
    print(f"\n{len(rows)} calls; of {wrong} wrong cells the libraries notice {theirs}, we {ours};")
    print(f"of {right} right cells the libraries object to {their_alarms}, we to {our_alarms}")
    return 1 if our_alarms else 0


if __name__ == "__main__":
    sys.exit(main())
