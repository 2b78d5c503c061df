"""The judge sees the exact source: what is blamed is what stands there."""

from __future__ import annotations

import textwrap

import pytest

from logit_lint import lint_source

TORCH = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"


def blamed(program: str) -> list[str]:
    """The source text of each finding's place."""
    text = TORCH + textwrap.dedent(program)
    lines = text.splitlines()
    found = []
    for finding in lint_source(text):
        start, end = finding.span.start, finding.span.end
        assert start.row == end.row
        found.append(lines[start.row - 1][start.column - 1 : end.column - 1])
    return found


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("F.cross_entropy(z.softmax(1), y)", "z.softmax(1)"),
        ("F.cross_entropy((z.softmax(1)), y)", "z.softmax(1)"),
        ("F.cross_entropy(target=y, input=F.softmax(z, 1))", "F.softmax(z, 1)"),
        ("nn.CrossEntropyLoss()(F.softmax(z, dim=-1).view(-1, 3), y)", "F.softmax(z, dim=-1).view(-1, 3)"),
        ("F.cross_entropy(*(z.softmax(1), y))", "(z.softmax(1), y)"),
        ("torch.log(F.softmax(z, 1))", "torch.log(F.softmax(z, 1))"),
        ("F.softmax(z, 1).log()", "F.softmax(z, 1).log()"),
        ("print('π', F.cross_entropy(z.softmax(1), y))", "z.softmax(1)"),
    ],
)
def test_the_expression_that_is_wrong_is_blamed(call: str, expected: str) -> None:
    assert blamed(f"def f(z, y):\n    return {call}\n") == [expected]


def test_an_expression_over_several_lines() -> None:
    program = """
        def f(z, y):
            return F.cross_entropy(
                F.softmax(  # normalise
                    z,
                    dim=1,
                ),
                y,
            )
    """
    (finding,) = lint_source(TORCH + textwrap.dedent(program))
    assert (finding.span.start.row, finding.span.end.row) == (7, 10)
    assert "`F.softmax(" in finding.message


def test_compile_blames_the_flag_or_the_loss() -> None:
    program = """
        import keras
        model = keras.Sequential([keras.layers.Dense(3, activation="softmax")])
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)
        model.compile(loss=loss)
        raw = keras.Sequential([keras.layers.Dense(3)])
        raw.compile(loss="categorical_crossentropy")
    """
    assert blamed(program) == ["True", "loss", '"categorical_crossentropy"']


def test_what_is_nested_too_deeply_is_never_handed_to_libcst() -> None:
    deep = "z" + ".abs()" * 150
    assert blamed(f"def f(z, y):\n    return F.cross_entropy({deep}.softmax(1), y)\n") == []


def test_a_trace_leads_from_the_maker_to_the_consumer() -> None:
    program = """
        class Net(nn.Module):
            def forward(self, z):
                p = z.softmax(1)
                return p

        net = Net()

        def f(z, y):
            p = net(z)
            return F.cross_entropy(p, y)
    """
    (finding,) = lint_source(TORCH + textwrap.dedent(program))
    assert [step.message for step in finding.trace] == [
        "softmax applied here",
        "returned by `Net.forward` here",
        "given to `cross_entropy` here",
    ]
