"""Calls: what is called, how arguments reach it, and what comes back.

In each program of `FOUND`, `F.cross_entropy` meets a softmax; those of `SILENT` look so, and are right.
"""

from __future__ import annotations

import textwrap

import pytest
from programs import IMPORTS, codes_in

FOUND = {
    "a loss chosen by an if": """
        def step(z, y, smooth):
            if smooth:
                criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
            else:
                criterion = nn.CrossEntropyLoss()
            return criterion(z.softmax(1), y)
    """,
    "a loss chosen by a dictionary of classes": """
        def step(z, y, name):
            criterion = {"ce": nn.CrossEntropyLoss, "focal": nn.CrossEntropyLoss}[name](reduction="mean")
            return criterion(z.softmax(1), y)
    """,
    "a loss got out of a dictionary with a default": """
        LOSSES = {"ce": F.cross_entropy}

        def step(z, y, name):
            return LOSSES.get(name, F.cross_entropy)(z.softmax(1), y)
    """,
    "a loss by its name": """
        def step(z, y):
            return getattr(nn, "CrossEntropyLoss")()(z.softmax(1), y)
    """,
    "a loss by a name that is given": """
        def make(name, **kwargs):
            return getattr(torch.nn, name)(**kwargs)

        def step(z, y):
            return make("CrossEntropyLoss", reduction="sum")(z.softmax(1), y)
    """,
    "a loss by a name put together": """
        def make(name):
            return getattr(nn, name + "Loss")()

        def step(z, y):
            return make("CrossEntropy")(z.softmax(1), y)
    """,
    "a loss by a name in a format": """
        def make(name):
            return getattr(nn, f"{name}Loss")()

        def step(z, y):
            return make("CrossEntropy")(z.softmax(1), y)
    """,
    "a callback": """
        def evaluate(metrics, z, y):
            return {name: metric(z, y) for name, metric in metrics.items()}

        def step(z, y):
            return evaluate({"loss": F.cross_entropy}, z.softmax(1), y)
    """,
    "a callback that is a lambda": """
        def evaluate(metric, z):
            return metric(z)

        def step(z, y):
            return evaluate(lambda p: F.cross_entropy(p, y), z.softmax(1))
    """,
    "a callback that is a method": """
        class Task:
            def loss(self, p, y):
                return F.cross_entropy(p, y)

            def step(self, z, y):
                return self.run(self.loss, z.softmax(1), y)

            def run(self, act, *args):
                return act(*args)
    """,
    "a closure that is returned": """
        def normaliser(temperature):
            def normalise(z):
                return F.softmax(z / temperature, dim=1)
            return normalise

        def step(z, y):
            normalise = normaliser(2.0)
            return F.cross_entropy(normalise(z), y)
    """,
    "a closure over a flag": """
        def make(softmax):
            def head(z):
                return z.softmax(1) if softmax else z
            return head

        def step(z, y):
            return F.cross_entropy(make(True)(z), y)
    """,
    "a default argument that is a loss": """
        def step(z, y, criterion=nn.CrossEntropyLoss()):
            return criterion(z.softmax(1), y)
    """,
    "a default argument that is overridden": """
        def step(z, y, criterion=F.nll_loss):
            return criterion(F.softmax(z, dim=1), y)

        def main(z, y):
            return step(z, y, criterion=F.cross_entropy)
    """,
    "a keyword-only argument": """
        def head(z, *, activation):
            return activation(z, dim=1)

        def step(z, y):
            return F.cross_entropy(head(z, activation=torch.softmax), y)
    """,
    "variadic arguments": """
        def call(function, *args, **kwargs):
            return function(*args, **kwargs)

        def step(z, y):
            return call(F.cross_entropy, z.softmax(1), y, reduction="none")
    """,
    "arguments in a tuple": """
        def step(z, y):
            args = (z.softmax(1), y)
            return F.cross_entropy(*args)
    """,
    "outputs unpacked with a star": """
        def model(x):
            return x, x + 1, x.softmax(1)

        def step(x, y):
            *features, p = model(x)
            return F.cross_entropy(p, y)
    """,
    "the rest of the outputs": """
        def model(x):
            return x, x.softmax(1)

        def step(x, y):
            first, *rest = model(x)
            return F.cross_entropy(rest[0], y)
    """,
    "nested outputs": """
        def model(x):
            return (x, x.softmax(1)), {"n": 3}

        def step(x, y):
            (scores, p), info = model(x)
            return F.cross_entropy(p, y)
    """,
    "a dictionary of outputs that is updated": """
        def step(z, y):
            out = {"z": z}
            out.update({"p": z.softmax(1)})
            return F.cross_entropy(out["p"], y)
    """,
    "a dictionary of outputs that is updated by name": """
        def step(z, y):
            out = dict(z=z)
            out.update(p=z.softmax(1))
            return F.cross_entropy(out["p"], y)
    """,
    "dictionaries of outputs in one": """
        def step(z, y):
            out = {**{"z": z}, "p": z.softmax(1)}
            out = out | {"n": 3}
            return F.cross_entropy(out["p"], y)
    """,
    "a dictionary handed on by name": """
        def loss(scores, target):
            return F.cross_entropy(scores, target)

        def step(z, y):
            batch = dict(scores=z.softmax(1), target=y)
            return loss(**batch)
    """,
    "an object that keeps its results": """
        class Task:
            def forward(self, z):
                self.p = z.softmax(1)

            def backward(self, y):
                self.loss = F.cross_entropy(self.p, y)

            def step(self, z, y):
                self.forward(z)
                self.backward(y)
    """,
    "a class method": """
        class Task:
            @classmethod
            def normalise(cls, z):
                return z.softmax(1)

            @classmethod
            def loss(cls, z, y):
                return F.cross_entropy(cls.normalise(z), y)
    """,
    "a static method, by its class": """
        class Task:
            @staticmethod
            def normalise(z):
                return z.softmax(1)

        def step(z, y):
            return F.cross_entropy(Task.normalise(z), y)
    """,
    "a method, called by its class": """
        class Task:
            def normalise(self, z):
                return z.softmax(1)

        def step(z, y):
            return F.cross_entropy(Task.normalise(Task(), z), y)
    """,
    "a chain of factories": """
        class Task:
            def __init__(self, normalise):
                self.normalise = normalise

            @classmethod
            def soft(cls):
                return cls(lambda z: z.softmax(1))

            @classmethod
            def default(cls):
                return cls.soft()

        def step(z, y):
            return F.cross_entropy(Task.default().normalise(z), y)
    """,
    "a class attribute": """
        class Task:
            criterion = nn.CrossEntropyLoss()

            def step(self, z, y):
                return self.criterion(z.softmax(1), y)
    """,
    "a class attribute that a subclass sets": """
        class Base:
            criterion = None

            def step(self, z, y):
                return self.criterion(z.softmax(1), y)

        class Task(Base):
            criterion = nn.CrossEntropyLoss()

        def main(z, y):
            return Task().step(z, y)
    """,
    "a method that a subclass sets": """
        class Base:
            def step(self, z, y):
                return F.cross_entropy(self.head(z), y)

        class Task(Base):
            def head(self, z):
                return z.softmax(1)

        def main(z, y):
            return Task().step(z, y)
    """,
    "a callable object": """
        class Normalise:
            def __init__(self, dim):
                self.dim = dim

            def __call__(self, z):
                return F.softmax(z, dim=self.dim)

        def step(z, y):
            return F.cross_entropy(Normalise(1)(z), y)
    """,
    "a context manager's result": """
        def step(net, x, y):
            with torch.no_grad(), torch.autocast("cuda") as context:
                p = net(x).softmax(1)
            return F.cross_entropy(p, y)
    """,
    "a lazy property": """
        from functools import cached_property

        class Task:
            def __init__(self, z):
                self.z = z

            @cached_property
            def p(self):
                return self.z.softmax(1)

            def loss(self, y):
                return F.cross_entropy(self.p, y)
    """,
    "a property that makes it once": """
        class Task:
            def __init__(self, z):
                self.z = z
                self._p = None

            @property
            def p(self):
                if self._p is None:
                    self._p = self.z.softmax(1)
                return self._p

            def loss(self, y):
                return F.cross_entropy(self.p, y)
    """,
    "a generator": """
        def outputs(net, batches):
            for x, y in batches:
                yield net(x).softmax(1), y

        def main(net, batches):
            for p, y in outputs(net, batches):
                F.cross_entropy(p, y).backward()
    """,
    "a generator of one": """
        def outputs(z):
            yield z.softmax(1)

        def step(z, y):
            return F.cross_entropy(next(outputs(z)), y)
    """,
    "a generator of a generator": """
        def inner(zs):
            for z in zs:
                yield z.softmax(1)

        def outer(zs):
            yield from inner(zs)

        def main(zs, y):
            for p in outer(zs):
                F.cross_entropy(p, y)
    """,
    "a recursive function": """
        def normalise(z, depth):
            if depth == 0:
                return z.softmax(1)
            return normalise(z + 1, depth - 1)

        def step(z, y):
            return F.cross_entropy(normalise(z, 3), y)
    """,
    "functions in a list": """
        def step(z, y):
            for act in [torch.relu, lambda v: F.softmax(v, dim=1)]:
                z = act(z)
            return F.cross_entropy(z, y)
    """,
    "map": """
        def step(zs, y):
            for p in map(lambda z: z.softmax(1), zs):
                F.cross_entropy(p, y)
    """,
    "zip and enumerate": """
        def step(zs, ys):
            ps = [z.softmax(1) for z in zs]
            for i, (p, y) in enumerate(zip(ps, ys)):
                F.cross_entropy(p, y)
    """,
    "sorted and reversed": """
        def step(zs, y):
            ps = [z.softmax(1) for z in zs]
            for p in reversed(sorted(ps)):
                F.cross_entropy(p, y)
    """,
    "a comprehension of a dictionary": """
        def step(zs, ys):
            ps = {name: z.softmax(1) for name, z in zs.items()}
            return sum(F.cross_entropy(ps[name], ys[name]) for name in ps)
    """,
    "a comprehension over what a comprehension made": """
        def step(zs, ys):
            ps = {name: z.softmax(1) for name, z in zs.items()}
            return {name: F.cross_entropy(p, ys[name]) for name, p in ps.items()}
    """,
    "a partial with a keyword": """
        from functools import partial

        def head(z, activation=None):
            return z if activation is None else activation(z)

        soft_head = partial(head, activation=nn.Softmax(dim=1))

        def step(z, y):
            return F.cross_entropy(soft_head(z), y)
    """,
    "a decorator that hands on": """
        import functools

        def timed(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                start = clock()
                result = function(*args, **kwargs)
                print(clock() - start)
                return result
            return wrapper

        @timed
        def head(z):
            return z.softmax(1)

        def step(z, y):
            return F.cross_entropy(head(z), y)
    """,
    "a decorator with an argument": """
        def scaled(factor):
            def decorate(function):
                def wrapper(z):
                    return function(z * factor)
                return wrapper
            return decorate

        @scaled(0.5)
        def head(z):
            return z.softmax(1)

        def step(z, y):
            return F.cross_entropy(head(z), y)
    """,
    "a decorator on a method": """
        def logged(method):
            def wrapper(self, *args):
                print(method)
                return method(self, *args)
            return wrapper

        class Task:
            @logged
            def head(self, z):
                return z.softmax(1)

            def step(self, z, y):
                return F.cross_entropy(self.head(z), y)
    """,
    "a global loss that main sets": """
        criterion = None

        def step(z, y):
            return criterion(z.softmax(1), y)

        def main():
            global criterion
            criterion = nn.CrossEntropyLoss()
    """,
    "the main block": """
        def step(net, x, y):
            return F.cross_entropy(net(x), y)

        if __name__ == "__main__":
            step(nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1)), unknown(), unknown())
    """,
    "a settings object": """
        from dataclasses import dataclass

        @dataclass
        class Settings:
            softmax: bool = True
            classes: int = 3

        def head(z, settings: Settings):
            return z.softmax(1) if settings.softmax else z

        def step(z, y):
            return F.cross_entropy(head(z, Settings()), y)
    """,
    "a settings object with a field": """
        from dataclasses import dataclass, field

        @dataclass
        class Parts:
            normalise: nn.Module = field(default_factory=lambda: nn.Softmax(dim=1))
            classes: int = 3

        def step(z, y):
            return F.cross_entropy(Parts(classes=4).normalise(z), y)
    """,
    "an enumeration that decides": """
        from enum import Enum

        class Mode(Enum):
            SOFT = "soft"
            RAW = "raw"

        def head(z, mode):
            if mode is Mode.SOFT:
                return z.softmax(1)
            return z

        def step(z, y):
            return F.cross_entropy(head(z, Mode.SOFT), y)
    """,
    "an assertion in between": """
        def step(z, y):
            p = z.softmax(1)
            assert p.shape == y.shape
            return F.cross_entropy(p, y)
    """,
    "chained comparison and slices": """
        def step(z, y):
            p = z.softmax(1)[:, 1:][..., :2]
            return F.cross_entropy(p.contiguous().view(-1, 2), y)
    """,
    "a conditional call": """
        def step(z, y, normalise=True):
            p = (F.softmax if normalise else torch.softmax)(z, dim=1)
            return F.cross_entropy(p, y)
    """,
    "an attribute of a namespace": """
        from types import SimpleNamespace

        def model(x):
            return SimpleNamespace(p=x.softmax(1), x=x)

        def step(x, y):
            return F.cross_entropy(model(x).p, y)
    """,
    "an async function": """
        async def head(z):
            return z.softmax(1)

        async def step(z, y):
            p = await head(z)
            return F.cross_entropy(p, y)
    """,
}

SILENT = {
    "a loss that may be another": """
        def step(z, y, binary):
            criterion = nn.BCELoss() if binary else nn.CrossEntropyLoss()
            return criterion(z.sigmoid(), y)
    """,
    "a loss of a dictionary that nobody chose": """
        def step(z, y, name):
            criterion = {"ce": nn.CrossEntropyLoss, "l1": nn.L1Loss}[name]()
            return criterion(z.softmax(1), y)
    """,
    "a flag that every call leaves off": """
        def head(z, softmax=True):
            return z.softmax(1) if softmax else z

        def step(z, y):
            return F.cross_entropy(head(z, False), y)
    """,
    "a flag in a dictionary": """
        def head(z, softmax=True):
            return z.softmax(1) if softmax else z

        def step(z, y):
            options = {"softmax": False}
            return F.cross_entropy(head(z, **options), y)
    """,
    "a flag in a dictionary nobody knows": """
        def head(z, softmax=True):
            return z.softmax(1) if softmax else z

        def step(z, y, options):
            return F.cross_entropy(head(z, **options), y)
    """,
    "an enumeration that decides otherwise": """
        from enum import Enum

        class Mode(Enum):
            SOFT = "soft"
            RAW = "raw"

        def head(z, mode):
            if mode == Mode.SOFT:
                return z.softmax(1)
            return z

        def step(z, y):
            return F.cross_entropy(head(z, Mode.RAW), y)
    """,
    "a settings object that says no": """
        from dataclasses import dataclass

        @dataclass
        class Settings:
            softmax: bool = True

        def head(z, settings: Settings):
            return z.softmax(1) if settings.softmax else z

        def step(z, y):
            return F.cross_entropy(head(z, Settings(softmax=False)), y)
    """,
    "a settings object nobody knows": """
        from dataclasses import dataclass

        @dataclass
        class Settings:
            softmax: bool = True

        def step(z, y, settings: Settings):
            return F.cross_entropy(z.softmax(1) if settings.softmax else z, y)
    """,
    "a closure over a variable that changes": """
        def step(z, y):
            p = z.softmax(1)

            def loss():
                return F.cross_entropy(p, y)

            p = z
            return loss()
    """,
    "a variable that a nested function changes": """
        def step(z, y):
            p = z.softmax(1)

            def undo():
                nonlocal p
                p = z

            undo()
            return F.cross_entropy(p, y)
    """,
    "a generator's other part": """
        def outputs(net, batches):
            for x, y in batches:
                z = net(x)
                yield z, z.softmax(1), y

        def main(net, batches):
            for z, p, y in outputs(net, batches):
                F.cross_entropy(z, y).backward()
    """,
    "a generator of this and that": """
        def outputs(zs):
            for z in zs:
                yield z.softmax(1)
                yield z

        def main(zs, y):
            for p in outputs(zs):
                F.cross_entropy(p, y).backward()
    """,
    "a recursive function that ends otherwise": """
        def normalise(z, depth):
            if depth == 0:
                return z
            return normalise(nn.Linear(3, 3)(z.softmax(1)), depth - 1)

        def step(z, y):
            return F.cross_entropy(normalise(z, unknown()), y)
    """,
    "a decorator that takes the softmax off": """
        def unnormalised(function):
            def wrapper(z):
                return function(z) * 10.0
            return wrapper

        @unnormalised
        def head(z):
            return z.softmax(1)

        def step(z, y):
            return F.cross_entropy(head(z), y)
    """,
    "a dictionary that was updated with something unknown": """
        def step(z, y, more):
            out = {"p": z.softmax(1)}
            out.update(more)
            return F.cross_entropy(out["p"], y)
    """,
    "a list whose last element nobody knows": """
        def step(zs, y, extra):
            ps = [z.softmax(1) for z in zs]
            ps.append(extra)
            return F.cross_entropy(ps[-1], y)
    """,
    "a first output that is not the last": """
        def model(x):
            return x, x + 1, x.softmax(1)

        def step(x, y):
            first, *rest = model(x)
            return F.cross_entropy(first, y)
    """,
    "a class attribute that a subclass sets otherwise": """
        class Base:
            activation = nn.Softmax(dim=1)

            def step(self, z, y):
                return F.cross_entropy(self.activation(z), y)

        class Task(Base):
            activation = nn.Identity()
    """,
    "an attribute that another method sets": """
        class Task:
            def __init__(self):
                self.out = nn.Softmax(dim=1)

            def remove(self):
                self.out = nn.Identity()

            def step(self, z, y):
                return F.cross_entropy(self.out(z), y)
    """,
    "a method that is overwritten": """
        class Task:
            def head(self, z):
                return z.softmax(1)

            def step(self, z, y):
                return F.cross_entropy(self.head(z), y)

        task = Task()
        task.head = lambda z: z
    """,
    "an exception that was raised instead": """
        def head(z, kind):
            if kind == "soft":
                raise ValueError("not here")
            return z

        def step(z, y):
            return F.cross_entropy(head(z, "raw"), y)
    """,
    "a function of the same name in another scope": """
        def softmax(z):
            return z

        def step(z, y):
            return F.cross_entropy(softmax(z), y)
    """,
    "a name bound by an unknown star import": """
        from project.losses import *

        def step(z, y):
            return cross_entropy(z.softmax(1), y)
    """,
    "a property that is set": """
        class Task:
            def __init__(self, z):
                self._p = z.softmax(1)

            @property
            def p(self):
                return self._p

            @p.setter
            def p(self, value):
                self._p = value

            def loss(self, y):
                return F.cross_entropy(self.p, y)
    """,
}


@pytest.mark.parametrize("program", FOUND.values(), ids=FOUND)
def test_a_softmax_is_followed_through(program: str) -> None:
    assert codes_in(IMPORTS + textwrap.dedent(program)) == ["LGT101"]


@pytest.mark.parametrize("program", SILENT.values(), ids=SILENT)
def test_nothing_is_said_through(program: str) -> None:
    assert codes_in(IMPORTS + textwrap.dedent(program)) == []
