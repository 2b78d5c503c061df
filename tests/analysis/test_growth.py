"""What is large stays affordable, and what is deep stays harmless: no path of the analysis explodes."""

from __future__ import annotations

from programs import codes_in

TORCH = "import torch.nn as nn\nimport torch.nn.functional as F\n"


def test_many_functions_are_all_looked_at() -> None:
    one = "\n\ndef f{0}(z, y):\n    p{0} = z.softmax(1)\n    return F.cross_entropy(p{0}, y)\n"
    assert codes_in(TORCH + "".join(one.format(number) for number in range(300))) == ["LGT101"] * 300


def test_many_branches_are_all_looked_at() -> None:
    arm = "    if a == {0}:\n        F.cross_entropy(z.softmax(1), y)\n"
    assert codes_in(TORCH + "def f(z, y, a):\n" + "".join(map(arm.format, range(200)))) == ["LGT101"] * 200


def test_a_value_of_thousands_of_steps_is_unknown() -> None:
    steps = "".join(f"    z = z * {number}.5 + y\n" for number in range(3000))
    assert codes_in(TORCH + f"def f(z, y):\n    z = z.softmax(1)\n{steps}    return F.cross_entropy(z, y)\n") == []


def test_recursion_ends() -> None:
    program = (
        "def f(z, y):\n    return g(z, y) + f(z, y) + g(y, z)\n"
        "def g(z, y):\n    return f(z.softmax(1), y) + g(y, z) + F.cross_entropy(z, y)\n"
    )
    assert set(codes_in(TORCH + program)) <= {"LGT101"}


def test_many_subclasses_leave_fuel_for_what_they_share() -> None:
    steps = "".join(
        f"    def step{i}(self, x, y):\n        return F.cross_entropy(self.head(x), y)\n" for i in range(20)
    )
    head = "(Base):\n    def head(self, x):\n        return nn.Linear(4, 3)(x).softmax(1)\n"
    subclasses = "".join(f"class Net{i}{head}" for i in range(200))
    assert codes_in(f"{TORCH}class Base(nn.Module):\n{steps}{subclasses}") == ["LGT101"] * 20


def test_a_list_that_doubles_is_not_written_out() -> None:
    program = "def f(z, y):\n    out = [z.softmax(1)]\n" + "    out = out + out\n" * 100
    assert codes_in(f"{TORCH}{program}    for p in out:\n        F.cross_entropy(p, y)\n") == []
