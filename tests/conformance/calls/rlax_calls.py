"""RLax: what single rows are given."""

from __future__ import annotations

from typing import Any

import numpy as np
import rlax

from ..samples import SHAPE


def _floats(*shape: int) -> np.ndarray:
    return np.random.default_rng(5).normal(0.2, 1.0, shape).astype("float32")


_ATOMS = np.linspace(-1, 1, 4, dtype="float32")
_STEP: dict[str, Any] = {"r_t": np.float32(0.5), "discount_t": np.float32(0.9), "a_tm1": 1}
_Q_ATOMS = {**_STEP, "q_atoms_tm1": _ATOMS, "q_atoms_t": _ATOMS}
# Values by which only the second action counts.
_SECOND = np.tile(np.array([0, 1, 0, 0], "float32"), (6, 1))
_NO_REWARD: dict[str, Any] = {"r_t": np.float32(0), "discount_t": np.float32(1), "a_tm1": 0}
_ACTIONS = np.array([0, 1, 2, 0, 2, 1, 0, 2])
_STEPS = {
    "q_tm1": _floats(8, 3),
    "q_t": _floats(8, 3),
    "r_t": _floats(8),
    "discount_t": _floats(8),
    "a_tm1": _ACTIONS,
    "a_t": _ACTIONS[::-1].copy(),
    "pi_t": np.full((8, 3), 1 / 3, "float32"),
    "mu_t": np.full(8, 0.5, "float32"),
    "lambda_": 0.9,
}
_PENALTY = rlax.LagrangePenalty(alpha=np.float32(1), epsilon=np.float32(0.1))
_MPO = {"temperature_constraint": _PENALTY, "sample_log_probs": -np.abs(_floats(6, 4)), SHAPE: (6, 4)}
_PREFERENCES = {"epsilon": 0.1, "preferences": _floats(6, 4), "sample": _ACTIONS[:6]}

OVERRIDES: dict[str, dict[str, Any]] = {
    "rlax.policy_gradient_loss": {"adv_t": _floats(6), "w_t": np.ones(6, "float32")},
    "rlax.entropy_loss": {"w_t": np.ones(6, "float32")},
    **{f"rlax.{name}": {"q_t": _floats(6, 4)} for name in ("rm_loss", "rpg_loss", "qpg_loss")},
    "rlax.categorical_td_learning": {**_STEP, "v_atoms_tm1": _ATOMS, "v_atoms_t": _ATOMS},
    "rlax.categorical_q_learning": _Q_ATOMS,
    "rlax.categorical_double_q_learning": {**_Q_ATOMS, "q_t_selector": _floats(6)},
    "rlax.mpo_loss": {
        **_MPO,
        "sample_q_values": _floats(6, 4),
        "kl_constraints": [(np.zeros(4, "float32"), _PENALTY)],
    },
    "rlax.vmpo_loss": {
        **_MPO,
        "advantages": _floats(6, 4),
        "kl_constraints": [(np.zeros((6, 4), "float32"), _PENALTY)],
    },
    "rlax.expected_sarsa": {**_NO_REWARD, "q_tm1": np.zeros(4, "float32"), "q_t": _SECOND[0]},
    "rlax.quantile_expected_sarsa": {
        **_NO_REWARD,
        "dist_q_tm1": np.zeros((1, 4), "float32"),
        "dist_q_t": 2 * _SECOND[:1],
        "tau_q_tm1": np.array([0.5], "float32"),
    },
    "rlax.retrace": _STEPS,
    "rlax.transformed_retrace": _STEPS,
    "rlax.general_off_policy_returns_from_action_values": {
        "q_t": _SECOND,
        "a_t": _ACTIONS[:6],
        "r_t": np.zeros(6, "float32"),
        "discount_t": np.ones(6, "float32"),
        "c_t": np.zeros(6, "float32"),
    },
    **{f"rlax.epsilon_greedy.{name}": _PREFERENCES for name in ("sample", "probs", "logprob")},
    "rlax.add_dirichlet_noise": {
        "dirichlet_alpha": 0.3,
        "dirichlet_fraction": 0.0,
        "prior": np.full((6, 4), 0.25, "float32"),
    },
    "rlax.categorical_l2_project": {"z_p": _ATOMS, "z_q": _ATOMS, "probs": np.full(4, 0.25, "float32")},
    "rlax.transform_to_2hot": {"scalar": _floats(6), "num_bins": 5},
    "rlax.transform_from_2hot": {"min_value": 0.0, "max_value": 3.0, "num_bins": 4},
    "rlax.batched_index": {"indices": _ACTIONS[:6]},
}
