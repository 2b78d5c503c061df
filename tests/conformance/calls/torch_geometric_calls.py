"""What rows of the table ``torch_geometric`` are called with: a small graph."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch_geometric.nn import CorrectAndSmooth, DeepGraphInfomax

from logit_lint.knowledge.tables import table

_EDGES = np.array([[0, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 0], [1, 2, 3, 4, 5, 0, 0, 1, 2, 3, 4, 5]])
_COUNT = _EDGES.shape[1]
_X = np.random.default_rng(3).normal(size=(6, 4)).astype("float32")
_LATTICE = np.random.default_rng(3).uniform(size=(_COUNT, 2)).astype("float32")
_GRAPH: dict[str, Any] = {
    "edge_index": _EDGES,
    "in_channels": 4,
    "out_channels": 4,
    "hidden_channels": 4,
    "num_relations": 2,
    "num_types": 2,
    "edge_type": np.arange(_COUNT) % 2,
    "type_vec": np.array([0, 0, 0, 1, 1, 1]),
    "num_heads": 2,
    "batch": np.array([0, 0, 0, 1, 1, 1]),
    "hyperedge_index": _EDGES,
    "num_nodes": 6,
    "depth": 2,
    "nn": torch.nn.Linear(4, 4),
}
_ADJACENT = np.zeros((6, 6), dtype="float32")
_ADJACENT[_EDGES[0], _EDGES[1]] = 1

OVERRIDES: dict[str, dict[str, Any]] = {
    **{name: {**_GRAPH, "x": _X} for name in table("torch_geometric").rows if name.startswith("torch_geometric.nn.")},
    "torch_geometric.utils.unbatch": {"batch": _GRAPH["batch"]},
}


def _also(name: str, **given: Any) -> None:
    OVERRIDES[f"torch_geometric.nn.{name}"] = {**OVERRIDES[f"torch_geometric.nn.{name}"], **given}


for _name in ("GCN", "Graph", "GAT", "SAGE"):
    _also(f"Dense{_name}Conv", adj=_ADJACENT)
_also("NNConv", nn=torch.nn.Linear(2, 16), edge_attr=_LATTICE)
_also("GMMConv", dim=2, kernel_size=2, edge_attr=_LATTICE)
_also("PDNConv", edge_dim=2, edge_attr=_LATTICE)
# Nodes without neighbours: the network is applied to what they are themselves.
_also("GINConv", edge_index=_EDGES[:, :0])
_also("GINEConv", edge_index=_EDGES[:, :0], edge_attr=np.ones((0, 4), dtype="float32"))
_also("DenseGINConv", adj=np.zeros((6, 6), dtype="float32"))
OVERRIDES["torch_geometric.nn.MLP"] = {"channel_list": [4, 8, 4], "x": _X}
_also("PNA", kwargs={"aggregators": ["mean"], "scalers": ["identity"], "deg": torch.tensor([0, 0, 6])})
_also("AttentiveFP", edge_dim=2, edge_attr=_LATTICE, num_timesteps=1)
for _name in ("mean", "add", "max"):
    OVERRIDES[f"torch_geometric.nn.global_{_name}_pool"] = {"batch": np.zeros(6, dtype="int64")}
OVERRIDES["torch_geometric.utils.softmax"] = {"src": _X, "index": np.zeros(6, dtype="int64")}
_DENSE: dict[str, Any] = {
    "x": np.random.default_rng(3).normal(size=(2, 5, 4)).astype("float32"),
    "adj": np.ones((2, 5, 5), dtype="float32"),
}
_also("dense_diff_pool", **_DENSE)
_also("dense_mincut_pool", **_DENSE)
_INFOMAX = DeepGraphInfomax(4, torch.nn.Linear(4, 4), summary=torch.mean, corruption=torch.flip)
_also("DeepGraphInfomax.discriminate", self=_INFOMAX, z=_X, summary=_X[0])
for _name in ("correct", "smooth"):
    _also(
        f"CorrectAndSmooth.{_name}",
        self=CorrectAndSmooth(1, 0.5, 1, 0.5),
        y_true=np.array([0, 3, 2]),
        mask=np.array([True, False, True, False, True, False]),
    )
