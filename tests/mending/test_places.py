"""A fix at the right place: where a value is also used otherwise, its source stays as it is."""

from __future__ import annotations

import textwrap

import pytest

from logit_lint import lint_source
from mending.mended import after, finding_in

NET = """\
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(4, 3)

    def forward(self, x):
        return F.softmax(self.out(x), dim=1)


criterion = nn.CrossEntropyLoss()
"""
TRAIN = """

def train(loader):
    net = Net()
    for x, y in loader:
        loss = criterion(net(x), y)
"""
SEQUENTIAL = """\
import torch.nn as nn

model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))


def loss_of(x, y):
    return nn.CrossEntropyLoss()(model(x), y)
"""
KERAS = """\
import keras

model = keras.Sequential([keras.layers.Dense(30, activation="softmax")])
model.compile(loss=keras.losses.CTC())
"""


class TestNobodyElse:
    def test_the_softmax_goes_where_the_model_applies_it(self) -> None:
        text = after(NET + TRAIN)
        assert "        return self.out(x)\n" in text
        assert "F" not in text

    @pytest.mark.parametrize(
        "use",
        [
            "net.eval()",
            "optimizer = torch.optim.SGD(net.parameters(), 0.1)",
            "predicted = net(x).argmax(1)",
            "out = net(x)\n    print(out.shape, torch.argmax(out, dim=1))",
            "net.to('cuda')\n    torch.save(net.state_dict(), 'net.pt')",
            "evaluate(net)",
        ],
    )
    def test_what_asks_for_the_order_only_does_not_matter(self, use: str) -> None:
        program = (
            NET + "\n\ndef evaluate(net):\n    return net(1).argmax(1)\n" + TRAIN + f"    x = y = None\n    {use}\n"
        )
        assert "        return self.out(x)\n" in after(program)

    def test_two_findings_with_one_cause_are_mended_by_one_edit(self) -> None:
        program = NET + TRAIN + "        held_out = criterion(net(x + 1), y)\n"
        assert len(lint_source(program)) == 2
        text = after(program)
        assert lint_source(text) == []
        assert text.count("return self.out(x)") == 1

    def test_a_layer_in_a_row(self) -> None:
        assert "model = nn.Sequential(nn.Linear(4, 3))\n" in after(SEQUENTIAL)

    def test_a_layer_with_an_activation(self) -> None:
        assert "[keras.layers.Dense(30)]" in after(KERAS)


class TestSomebodyElse:
    @pytest.mark.parametrize(
        "use",
        [
            "confidence = net(x).max()",
            "print(net(x))",
            "p = net(x)\n    return p",
            "out = net(x)\n    metric.update(out, y)",
            "show(net)",
            "nets = [net]",
            "x = net(x)[:, 0] > 0.5",
        ],
    )
    def test_the_model_stays_as_it_is_and_the_message_says_why(self, use: str) -> None:
        program = NET + TRAIN + f"    x = y = None\n    {use}\n"
        finding = finding_in(program, "LGT101")
        assert finding.fix is None
        assert "(it is not mended automatically: line " in finding.message
        assert after(program) == program

    def test_a_subclass_may_need_it(self) -> None:
        program = NET + TRAIN + "\n\nclass Other(Net):\n    pass\n"
        assert "`Other` is made from `Net`" in finding_in(program, "LGT101").message

    def test_a_layer_in_a_row(self) -> None:
        program = SEQUENTIAL + "\n\ndef confidence(x):\n    return model(x).max(1)\n"
        assert "line 11 uses the same output" in finding_in(program, "LGT101").message
        assert after(program) == program

    def test_a_metric_of_the_same_output(self) -> None:
        program = KERAS.replace("CTC())", 'CTC(), metrics=["AUC"])')
        assert "a metric on line 4 takes the same output" in finding_in(program, "LGT206").message

    def test_another_loss_of_the_same_output(self) -> None:
        program = KERAS + 'model.compile(loss="mse")\n'
        assert "line 5 uses the same output" in finding_in(program, "LGT206").message

    def test_a_variable_keeps_its_probabilities_and_the_loss_gets_the_scores(self) -> None:
        text = after(
            """\
            import torch.nn.functional as F


            def step(net, x, y):
                p = F.softmax(net(x), dim=1)
                accuracy = (p.max(1)[1] == y).float().mean()
                return F.cross_entropy(p, y), accuracy, p
            """
        )
        assert text == textwrap.dedent(
            """\
            import torch.nn.functional as F


            def step(net, x, y):
                scores = net(x)
                p = F.softmax(scores, dim=1)
                accuracy = (p.max(1)[1] == y).float().mean()
                return F.cross_entropy(scores, y), accuracy, p
            """
        )


class TestLosses:
    """A loss object is exchanged only if all that it is called with is wrong in the same way."""

    PROGRAM = """\
import torch
import torch.nn as nn

head = nn.Linear(4, 1)
criterion = nn.BCELoss()


def loss_of(x, y):
    return criterion(head(x), y)
"""

    def test_for_all_its_calls(self) -> None:
        program = self.PROGRAM + "\n\ndef again(x, y):\n    return criterion(head(x + 1), y)\n"
        text = after(program)
        assert "criterion = nn.BCEWithLogitsLoss()\n" in text
        assert lint_source(text) == []

    def test_not_for_some(self) -> None:
        program = self.PROGRAM + "\n\ndef other(p, y):\n    return criterion(p, y)\n"
        text = after(program)
        # Normalising the scores at the one call leaves the other alone.
        assert "criterion = nn.BCELoss()\n" in text
        assert "criterion(torch.sigmoid(head(x)), y)" in text

    def test_a_flag_is_dropped_with_its_comma(self) -> None:
        head = "import keras\nmodel = keras.Sequential([keras.layers.Dense(3, activation='softmax')])\n"
        for given, wanted in (
            ("from_logits=True", ""),
            ("from_logits=True,", ""),
            ("from_logits=True, name='x'", "name='x'"),
            ("name='x', from_logits=True", "name='x'"),
            ("name='x',\n    from_logits=True,\n", "name='x',\n"),
        ):
            program = head + f"model.compile(loss=keras.losses.CategoricalCrossentropy({given}))\n"
            text = after(program)
            assert text == head + f"model.compile(loss=keras.losses.CategoricalCrossentropy({wanted}))\n"

    def test_a_flag_is_set(self) -> None:
        head = "import keras\nmodel = keras.Sequential([keras.layers.Dense(3)])\n"
        for given, wanted in (
            ("", "from_logits=True"),
            ("from_logits=False", "from_logits=True"),
            ("name='x'", "name='x', from_logits=True"),
            ("name=('x')", "name=('x'), from_logits=True"),
        ):
            program = head + f"model.compile(loss=keras.losses.CategoricalCrossentropy({given}))\n"
            assert after(program) == head + f"model.compile(loss=keras.losses.CategoricalCrossentropy({wanted}))\n"
