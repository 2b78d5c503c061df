"""Programs as short as a test can be read, and the findings on them."""

from __future__ import annotations

import textwrap

from logit_lint import lint_source
from logit_lint.config import Settings

IMPORTS = """\
import flax.linen as linen
import jax
import jax.numpy as jnp
import keras
import numpy as np
import optax
import scipy.special
import torch
import torch.nn as nn
import torch.nn.functional as F
"""
"""All frameworks but TensorFlow, under their usual names."""


def codes_in(program: str, *opted: str) -> list[str]:
    """The codes found in a program, from top to bottom; ``opted`` are turned on, too."""
    settings = Settings(extend_select=opted)
    return [finding.code for finding in lint_source(textwrap.dedent(program), settings=settings)]
