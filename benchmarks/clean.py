"""Right code that passes the gate: what a clean run costs is measured on it."""

import torch.nn.functional as F
from torch import nn

head = nn.Linear(128, 10)


def loss_of(features, labels):
    scores = head(features)
    return F.cross_entropy(scores, labels), F.softmax(scores, dim=1)
