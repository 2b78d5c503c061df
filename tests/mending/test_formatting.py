"""However an expression is laid out, its fix is the same code."""

from __future__ import annotations

import ast
import io
import tokenize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mending.mended import after

CASES = {
    "LGT401": (
        "import torch",
        "torch . log ( torch . softmax ( x + 1 , dim = 1 ) )",
        "torch.log_softmax(x + 1, dim=1)",
    ),
    "LGT402": (
        "import torch.nn.functional as F, torch",
        "torch . log ( 1 - torch . sigmoid ( x ) )",
        "F.logsigmoid(-x)",
    ),
    "LGT406": (
        "import tensorflow as tf",
        "tf . exp ( x ) / tf . reduce_sum ( tf . exp ( x ) , axis = -1 , keepdims = True )",
        "tf.nn.softmax(x, axis=-1)",
    ),
    "LGT407": (
        "import torch",
        "torch . log ( torch . sum ( torch . exp ( x * y ) , dim = 1 ) )",
        "torch.logsumexp(x * y, dim=1)",
    ),
    "LGT408": ("import jax, jax.numpy as jnp", "1 / ( 1 + jnp . exp ( - ( x - y ) ) )", "jax.nn.sigmoid(x - y)"),
    "LGT409": ("import scipy.special, numpy as np", "np . log ( x / ( 1 - x ) )", "scipy.special.logit(x)"),
    "LGT411": ("import numpy as np", "np . log1p ( np . exp ( - x ) )", "np.logaddexp(0, -x)"),
}
ENDS = ("\n", "\r\n", "\r")


def gaps(end: str, *, comments: bool) -> st.SearchStrategy[str]:
    """What may stand between two words inside of parentheses."""
    kinds = ["", " ", "  ", "\t", f"\\{end}", f" \\{end}    ", end, f"{end}        "]
    if comments:
        kinds += [f"  # why{end}", f" # ) torch.log({end}  "]
    return st.sampled_from(kinds)


@pytest.mark.parametrize("code", CASES)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_layout_does_not_matter(code: str, data: st.DataObject) -> None:
    head, expression, wanted = CASES[code]
    end = data.draw(st.sampled_from(ENDS))
    around = data.draw(st.integers(0, 2))
    words = ["("] * (around + 1) + expression.split() + [")"] * (around + 1)
    gap = gaps(end, comments=True)
    laid_out = "".join(word + data.draw(gap) for word in words[:-1]) + words[-1]
    lines = [
        head,
        "",
        "",
        "def f(x, y):",
        "    # kept",
        f"    z = {laid_out}  # kept, too",
        "    return z, [1,\t2]",
        "",
    ]
    before = end.join(lines)
    ast.parse(before)
    text = after(before, unsafe=False)
    tree = ast.parse(text)
    (function,) = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    statement = function.body[0]
    assert isinstance(statement, ast.Assign)
    assert ast.dump(statement.value) == ast.dump(ast.parse(wanted, mode="eval").body)
    assert f"    # kept{end}    z = (" in text
    assert text.endswith(f"  # kept, too{end}    return z, [1,\t2]{end}")
    assert text.count(end) == len(io.StringIO(text, newline="").readlines())


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_comments_inside_of_what_is_kept_stay(data: st.DataObject) -> None:
    comment = data.draw(st.text("abc ()'\"#,", min_size=1, max_size=12))
    program = f"import torch\n\n\ndef f(x, y):\n    return torch.log(torch.softmax(x  # {comment}\n        + y, 1))\n"
    text = after(program, unsafe=False)
    assert "torch.log_softmax(x" in text
    comments = [
        token.string for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type == tokenize.COMMENT
    ]
    assert f"# {comment}" in text
    assert len(comments) <= 1


@pytest.mark.parametrize("indent", ["  ", "\t", "        "])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_indentation_and_quotes_stay(indent: str, quote: str) -> None:
    program = (
        f"import torch\nclass A:\n{indent}def f(self, net, d):\n{indent * 2}p = net(d[{quote}x{quote}]).softmax(1)\n"
        f"{indent * 2}print(p)\n{indent * 2}return p.log()\n"
    )
    assert after(program) == program.replace(
        f"p = net(d[{quote}x{quote}]).softmax(1)",
        f"scores = net(d[{quote}x{quote}])\n{indent * 2}p = scores.softmax(1)",
    ).replace("return p.log()", "return scores.log_softmax(1)")
