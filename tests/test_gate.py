"""The gate lets through what some rule could find something in, and hardly anything else."""

from __future__ import annotations

import pytest

from logit_lint.gate import Gate
from logit_lint.registry import load_rules

RULES = [rule for rule in load_rules() if rule.default]
PASSING = {
    "a loss": "import torch\nloss = torch.nn.CrossEntropyLoss()",
    "a loss by its name": "import keras\nmodel.compile(loss='categorical_crossentropy')",
    "a logarithm and a normaliser": "import numpy as np\nfrom scipy.special import softmax\nnp.log(softmax(x))",
    "two normalisers": "import torch\ntorch.softmax(torch.softmax(x, 1), 1)",
    "a logarithm, which may be a logit": "import numpy as np\nnp.log(x / (1 - x))",
    "a logarithm and an exponential": "import numpy as np\nnp.log(1 / (1 + np.exp(-x)))",
}
GATED = {
    "no framework": "def softmax(x):\n    return log(x)",
    "a framework and nothing else": "import torch\nx = torch.zeros(3)",
    "an exponential and a sum, but no framework's": "def exp(x):\n    return sum(x)",
    "a softmax alone": "import torch\ntorch.softmax(x, 1)",
}


@pytest.mark.parametrize("text", PASSING.values(), ids=PASSING)
def test_it_opens(text: str) -> None:
    assert Gate(RULES).passes(text)


@pytest.mark.parametrize("text", GATED.values(), ids=GATED)
def test_it_stays_shut(text: str) -> None:
    assert not Gate(RULES).passes(text)


@pytest.mark.parametrize("rule", [rule for rule in load_rules() if rule.patterns], ids=lambda rule: rule.code)
def test_a_rule_by_itself_lets_its_bad_examples_through(rule) -> None:
    gate = Gate([rule])
    assert all(gate.passes(example.code) for example in rule.bad)


def test_no_rules_need_no_file() -> None:
    assert not Gate([]).passes("import torch\ntorch.nn.CrossEntropyLoss()")
