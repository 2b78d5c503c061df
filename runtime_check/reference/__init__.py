"""The stable forms of softmax, sigmoid and their losses, in NumPy.

What the frameworks should compute, written down once and as exactly as float64 allows: every
function takes anything NumPy can read, works in float64 and answers in the dtype it was given
(integers and booleans become float64). They are for comparing and explaining, not for speed.

Each loss has a ``..._grad`` beside it: the gradient of what the loss returns with respect to its
first argument, in that argument's shape.

No function warns: what overflows or is undefined comes back as the infinity or NaN that its
docstring promises.
"""

from __future__ import annotations

from .arithmetic import Reduction
from .functions import log_sigmoid, log_softmax, logit, logsumexp, sigmoid, softmax, softplus
from .gradients import (
    binary_cross_entropy_grad,
    categorical_cross_entropy_grad,
    kl_divergence_grad,
    negative_log_likelihood_grad,
    sigmoid_cross_entropy_grad,
    sigmoid_focal_loss_grad,
    softmax_cross_entropy_grad,
    sparse_softmax_cross_entropy_grad,
)
from .losses import (
    binary_cross_entropy,
    categorical_cross_entropy,
    kl_divergence,
    negative_log_likelihood,
    sigmoid_cross_entropy,
    sigmoid_focal_loss,
    softmax_cross_entropy,
    sparse_softmax_cross_entropy,
)

__all__ = [
    "Reduction",
    "binary_cross_entropy",
    "binary_cross_entropy_grad",
    "categorical_cross_entropy",
    "categorical_cross_entropy_grad",
    "kl_divergence",
    "kl_divergence_grad",
    "log_sigmoid",
    "log_softmax",
    "logit",
    "logsumexp",
    "negative_log_likelihood",
    "negative_log_likelihood_grad",
    "sigmoid",
    "sigmoid_cross_entropy",
    "sigmoid_cross_entropy_grad",
    "sigmoid_focal_loss",
    "sigmoid_focal_loss_grad",
    "softmax",
    "softmax_cross_entropy",
    "softmax_cross_entropy_grad",
    "softplus",
    "sparse_softmax_cross_entropy",
    "sparse_softmax_cross_entropy_grad",
]
