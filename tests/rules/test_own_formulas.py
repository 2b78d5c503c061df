"""A framework's own source makes the functions that its users should use."""

from __future__ import annotations

from programs import codes_in

LOWERING = """\
import jax.numpy as jnp
from jax import lax
{private}

rules = {{lax.logistic_p: lambda a: 1 / (1 + jnp.exp(-a))}}
"""


def test_the_frameworks_own_lowering_is_silent() -> None:
    assert codes_in(LOWERING.format(private="")) == ["LGT408"]
    assert codes_in(LOWERING.format(private="from jax._src import core")) == []


def test_another_librarys_private_modules_are_no_excuse() -> None:
    assert codes_in(LOWERING.format(private="from optax._src import base")) == ["LGT408"]
