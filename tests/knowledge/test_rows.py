"""The row language: a signature with kinds as annotations."""

from __future__ import annotations

import pytest

from logit_lint.kinds import Kind, Meaning, Normaliser
from logit_lint.knowledge.rows import Role, RowError, parse_row


def test_a_row_is_a_signature() -> None:
    api = parse_row("torch.f(input: logits(softmax), target: labels, *, dim=1, **rest) -> loss")
    assert api.short_name == "f"
    assert [param.name for param in api.params] == ["input", "target", "dim", "rest"]
    assert api.params[0].roles == (Role(Meaning(Kind.LOGITS, Normaliser.SOFTMAX)),)
    assert api.params[2].keyword_only
    assert api.params[2].default == "1"
    assert api.params[3].star == "**"
    assert api.is_loss
    assert not api.is_class


def test_a_second_group_makes_a_class() -> None:
    api = parse_row("keras.Dense(units, activation: in keras.activations = None)(inputs) -> activation(affine(inputs))")
    assert api.is_class
    assert [param.name for param in api.tensor_params] == ["inputs"]
    assert api.params[1].namespace == "keras.activations"
    assert api.result.head == "activation"
    assert api.result.args is not None
    assert api.result.args[0].head == "affine"


def test_a_flag_decides_between_roles() -> None:
    api = parse_row("f(y: logits(sigmoid) if from_logits else probs(sigmoid), from_logits=False) -> loss")
    logits, probs = api.params[0].roles
    assert (logits.flag, logits.when, logits.meaning.kind) == ("from_logits", True, Kind.LOGITS)
    assert (probs.flag, probs.when, probs.meaning.kind) == ("from_logits", False, Kind.PROBABILITIES)


def test_a_flag_may_be_negated() -> None:
    api = parse_row("f(target: probs if not log_target else log-probs, log_target=False) -> loss")
    assert [role.when for role in api.params[0].roles] == [False, True]


def test_defaults_may_hold_commas_and_parentheses() -> None:
    api = parse_row("f(x, strides=(1, 1), name='a, b') -> same(x)")
    assert [param.default for param in api.params] == [None, "(1, 1)", "'a, b'"]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("f(x)", "expected"),
        ("f(x -> loss", "not closed"),
        ("f(x: scores) -> loss", "not a kind"),
        ("f(x) -> frobnicate(x)", "neither an operation nor a parameter"),
        ("f(x)(y)(z) -> loss", "at most two groups"),
    ],
)
def test_a_wrong_row_says_what_is_wrong(row: str, complaint: str) -> None:
    with pytest.raises(RowError, match=complaint):
        parse_row(row)
