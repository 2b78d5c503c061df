"""The row language: a signature with kinds as annotations."""

from __future__ import annotations

import pytest

from logit_lint.kinds import Kind, Meaning, Normaliser
from logit_lint.knowledge.row_parser import parse_row
from logit_lint.knowledge.rows import Condition, Role, RowError


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
    assert (logits.meaning.kind, logits.conditions) == (Kind.LOGITS, (Condition("from_logits"),))
    assert (probs.meaning.kind, probs.conditions) == (Kind.PROBABILITIES, (Condition("from_logits", holds=False),))


def test_a_flag_may_be_negated_or_have_a_value() -> None:
    row = (
        "f(target: probs if not log else log-probs, x: logits if mode == 'a' else scores, log=False, mode='b') -> loss"
    )
    api = parse_row(row)
    assert [role.conditions[0].holds for role in api.params[0].roles] == [False, True]
    assert api.params[1].roles[0].conditions == (Condition("mode", "a"),)


def test_flags_may_follow_one_another() -> None:
    api = parse_row("f(x: logits(softmax, 1) if s else logits(sigmoid) if g else probs, s=False, g=False) -> loss")
    assert [[(one.flag, one.holds) for one in role.conditions] for role in api.params[0].roles] == [
        [("s", True)],
        [("s", False), ("g", True)],
        [("s", False), ("g", False)],
    ]


def test_a_row_may_say_what_a_call_does_besides() -> None:
    api = parse_row("fit(model, loss) -> other", "other if loss == 'NLLLoss' else loss(model(unknown), unknown)")
    assert api.effect is not None
    assert api.effect.condition == Condition("loss", "NLLLoss")
    assert [result.head for result in api.effect.args or ()] == ["other", "loss"]
    assert parse_row("f(x) -> loss").effect is None


def test_two_flags_may_decide_together() -> None:
    api = parse_row("f(x: probs if k == None and t == None, k=None, t=None) -> metric")
    assert api.params[0].roles[0].conditions == (Condition("k", None), Condition("t", None))


def test_a_kind_may_say_its_axis() -> None:
    api = parse_row("f(x: logits(softmax, axis), axis=-1) -> loss")
    assert api.params[0].roles[0].meaning == Meaning(Kind.LOGITS, Normaliser.SOFTMAX, "axis")


def test_a_result_may_be_a_kind_several_parts_or_a_choice() -> None:
    assert parse_row("f(x) -> log-probs(softmax)").result.meaning == Meaning(Kind.LOG_PROBABILITIES, Normaliser.SOFTMAX)
    assert parse_row("f(x) -> indices").result.meaning is None
    assert parse_row("f(probs) -> new(probs)").result.meaning == Meaning(Kind.PROBABILITIES)
    assert parse_row("f(x) -> fields(loss=loss, logits=affine(x))").result.names == ("loss", "logits")
    choice = parse_row("f(x, flat=False) -> softmax(x, -1) if not flat else same(x)").result
    assert choice.condition == Condition("flat", holds=False)
    assert [arg.head for arg in choice.args or ()] == ["softmax", "same"]


def test_a_result_that_is_called_like_a_parameter() -> None:
    assert not parse_row("f(input, other) -> other").result.is_parameter
    added = parse_row("f(input, other) -> add(input, other)").result
    assert [arg.is_parameter for arg in added.args or ()] == [True, True]
    assert parse_row("f(model) -> model").result.is_parameter
    applied = parse_row("f(activation)(x) -> activation(affine(x))").result
    assert applied.is_parameter
    assert not parse_row("f(hidden)(x) -> hidden(x)").result.is_parameter


def test_a_name_without_parentheses_is_a_property() -> None:
    api = parse_row("a.Categorical.probs -> new(probs(softmax))")
    assert api.is_property
    assert api.name == "a.Categorical.probs"


def test_defaults_may_hold_commas_and_parentheses() -> None:
    api = parse_row("f(x, strides=(1, 1), name='a, b') -> same(x)")
    assert [param.default for param in api.params] == [None, "(1, 1)", "'a, b'"]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("f(x)", "expected"),
        ("f g(x) -> loss", "expected"),
        ("f(x -> loss", "not closed"),
        ("f(x: hues) -> loss", "not a kind: 'hues'"),
        ("f(x: logits(softplus)) -> loss", "not a normaliser and an axis"),
        ("f(x: logits if flag else probs) -> loss", "depends on 'flag', which is no parameter"),
        ("f(x) -> softmax(x, -1) if flag else x", "depends on a parameter"),
        ("f(x) -> nothing", "not a literal"),
        ("f(x: probs if a and b else logits, a=1, b=2) -> loss", "'else' does not follow on 'and'"),
        ("f(x) -> fields(x)", "fields have names"),
        ("f(x) -> frobnicate(x)", "neither an operation nor a parameter"),
        ("f(x)(y)(z) -> loss", "at most two groups"),
    ],
)
def test_a_wrong_row_says_what_is_wrong(row: str, complaint: str) -> None:
    with pytest.raises(RowError, match=complaint):
        parse_row(row)
