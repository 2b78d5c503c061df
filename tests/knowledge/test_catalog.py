"""The tables, and how a name in somebody's code finds its row."""

from __future__ import annotations

import pytest

from logit_lint.knowledge.catalog import TABLES, TENSORFLOW, Catalog, table, tensorflow_generations
from logit_lint.knowledge.rows import OPERATIONS, Result

NAMES = sorted({name for names in TABLES.values() for name in names})


def heads(result: Result) -> list[str]:
    return [result.head, *(head for arg in result.args or () for head in heads(arg))]


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_a_table_can_be_read(name: str) -> None:
    one = table(name)
    assert len(one.names) > 100
    for qualified in one.names:
        api = one.find(qualified)
        assert api is not None
        params = {param.name for param in (*api.params, *(api.call_params or ()))}
        flags = {role.flag for param in api.tensor_params for role in param.roles if role.flag}
        assert flags <= params, qualified
        for head in heads(api.result):
            constant = head == "None" or head[0].isdigit() or head[0] in "-'\""
            assert constant or head in OPERATIONS or head in params, qualified


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


@pytest.mark.parametrize(
    ("code", "generations"),
    [
        (
            "x = tf.placeholder(tf.float32)\nwith tf.Session() as s: pass\ntf.contrib.layers.flatten(x)",
            ("tensorflow1",),
        ),
        ("with tf.GradientTape() as tape: pass", ("tensorflow",)),
        ("tf.initialize_all_variables(); tf.pack([]); tf.mul(1, 2)", ("tensorflow0",)),
        ("tf.nn.softmax(x)", TENSORFLOW),
    ],
)
def test_the_names_that_are_used_tell_the_generation(code: str, generations: tuple[str, ...]) -> None:
    assert set(generations) <= set(tensorflow_generations("import tensorflow as tf\n" + code))
    if len(generations) == 1:
        assert tensorflow_generations("import tensorflow as tf\n" + code)[0] == generations[0]


def test_a_method_is_looked_for_among_what_the_file_imports() -> None:
    api = Catalog("import torch").find_method("softmax", of_callable=False)
    assert api is not None
    assert api.name == "torch.Tensor.softmax"
    moved = Catalog("import torch").find_method("eval", of_callable=True)
    assert moved is not None
    assert moved.name == "torch.nn.Module.eval"
