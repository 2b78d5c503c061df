"""The tables, and how a name in somebody's code finds its row."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from logit_lint.knowledge.catalog import KERAS, PACKAGES, TENSORFLOW, TORCH, Catalog, Knowledge
from logit_lint.knowledge.generations import possible_generations
from logit_lint.knowledge.rows import RowError
from logit_lint.knowledge.tables import Table, table

if TYPE_CHECKING:
    from logit_lint.knowledge.generations import Family

NAMES = sorted({name for families in PACKAGES.values() for family in families for name in family.tables})

REASONS = ("gone", "weights", "size", "device", "abstract", "interface", "random", "session", "signature")
REASONS += ("defect", "opaque")
"""Why a row may be left unmeasured; what it is in its case stands behind."""


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_a_table_can_be_read(name: str) -> None:
    one = table(name)
    assert one.rows
    for qualified in one.names:
        assert one.find(qualified) is not None


@pytest.mark.parametrize("name", NAMES)
def test_what_stands_below_a_row_belongs_to_it(name: str) -> None:
    one = table(name)
    for qualified, reason in one.unmeasured.items():
        assert qualified in {*one.rows, "*"}
        category, colon, detail = reason.partition(":")
        assert category in REASONS, qualified
        assert colon, qualified
        assert detail.strip(), qualified


def test_an_alias_is_the_same_row() -> None:
    catalog = Catalog("import torch")
    (one,) = catalog.find("torch.nn.modules.loss.CrossEntropyLoss")
    (other,) = catalog.find("torch.nn.CrossEntropyLoss")
    assert one is other


def test_keras_goes_by_many_names() -> None:
    catalog = Catalog("import tensorflow as tf")
    names = ("keras.losses.BinaryCrossentropy", "tensorflow.keras.losses.BinaryCrossentropy")
    assert {api.name for name in names for api in catalog.find(name)} == {"keras.losses.BinaryCrossentropy"}


def test_an_unknown_name_has_no_row() -> None:
    assert Catalog("").find("torch.nn.functional.nothing") == ()
    assert Catalog("").find("somewhere.else") == ()


def generations(family: Family, code: str) -> list[str]:
    """The tables of the generations that a program may be written for."""
    roots = frozenset(root for root, families in PACKAGES.items() if family in families)
    possible = possible_generations(family, roots, code, ast.parse(code))
    return [family.generations[place][0] for place in sorted(possible)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = tf.placeholder(tf.float32)\nwith tf.Session() as s: pass\ntf.layers.dense(x, 3)", ["tensorflow1"]),
        ("with tf.GradientTape() as tape: pass", ["tensorflow"]),
        ("tf.initialize_all_variables(); tf.pack([]); tf.mul(1, 2)", ["tensorflow0"]),
        ("tf.nn.softmax(x)", ["tensorflow", "tensorflow1", "tensorflow0"]),
        # A compatibility module says nothing of the rest of the file.
        ("tf.compat.v1.placeholder(tf.float32)\nwith tf.GradientTape() as tape: pass", ["tensorflow"]),
    ],
)
def test_names_tell_the_generation_of_tensorflow(code: str, expected: list[str]) -> None:
    assert generations(TENSORFLOW, "import tensorflow as tf\n" + code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("from keras.layers import Dense\nmodel.fit(x, y, nb_epoch=3)", ["keras1"]),
        ("from keras.layers import Convolution2D\nConvolution2D(32, 3, 3, border_mode='same')", ["keras1"]),
        ("from keras import ops\nops.softmax(x)", ["keras"]),
        ("import keras\nkeras.ops.relu(x)", ["keras"]),
    ],
)
def test_names_and_keywords_tell_the_generation_of_keras(code: str, expected: list[str]) -> None:
    assert generations(KERAS, code) == expected


def test_a_keyword_tells_old_pytorch() -> None:
    old = "from torch.autograd import Variable\nimport torch.nn.functional as F\nF.softmax(Variable(x, volatile=True))"
    assert generations(TORCH, old) == ["torch0"]
    assert generations(TORCH, "import torch.nn.functional as F\nF.softmax(x, dim=1)")[0] == "torch"


def test_the_order_of_parameters_is_that_of_the_generation() -> None:
    orders = {"model.fit(x, nb_epoch=1)": ["output", "target"], "model.fit(x, epochs=1)": ["target", "output"]}
    for code, order in orders.items():
        text = "from keras import backend as K\n" + code
        (api,) = Catalog(text, tree=ast.parse(text)).find("keras.backend.categorical_crossentropy")
        assert api.signature.positional[:2] == order


def test_a_name_may_lead_to_another_table() -> None:
    (api,) = Catalog("").find("pytorch_lightning.LightningModule.eval")
    assert api.name == "torch.nn.Module.eval"


def test_a_member_is_looked_for_at_the_base() -> None:
    one = Table("made_up", "a.Base.f(self) -> loss\na.Child() -> distribution\n    < a.Base\n    = a.Other")
    for name in ("a.Child.f", "a.Other.f"):
        found = one.find(name)
        assert found is not None
        assert found.name == "a.Base.f"


def test_a_generation_may_lack_names() -> None:
    one = Table("made_up", "a.f() -> loss\n- a.g a.new.*")
    assert [one.is_without(name) for name in ("a.f", "a.g", "a.new.x.y", "a.newer")] == [False, True, True, False]


def test_a_project_declares_its_own() -> None:
    knowledge = Knowledge({"mypkg.losses.focal": "(pred: logits(sigmoid), target: labels) -> loss"})
    for filename, name in (
        ("", "mypkg.losses.focal"),
        ("mypkg/train.py", ".losses.focal"),
        ("src/mypkg/bin/train.py", "..losses.focal"),
    ):
        (api,) = Catalog("", filename=filename, knowledge=knowledge).find(name)
        assert api.name == "mypkg.losses.focal"
    assert Catalog("", filename="other/train.py", knowledge=knowledge).find(".losses.focal") == ()
    with pytest.raises(RowError, match="not a kind: 'logit'"):
        Knowledge({"a.b": "(x: logit) -> loss"})


def test_a_method_is_looked_for_among_what_the_file_imports() -> None:
    api = Catalog("import torch").find_method("softmax", of_callable=False)
    assert api is not None
    assert api.name == "torch.Tensor.softmax"
    moved = Catalog("import torch").find_method("eval", of_callable=True)
    assert moved is not None
    assert moved.name == "torch.nn.Module.eval"


def test_a_name_that_another_table_claims_but_lacks_is_looked_for_further() -> None:
    (api,) = Catalog("import tensorflow as tf").find("tensorflow.losses.sparse_softmax_cross_entropy")
    assert api.is_loss
