"""How a value travels: a table of small programs, each with the one thing that it shows.

In each program `F.cross_entropy` meets a softmax on its way, or does not; what is expected is
whether LGT101 is found.
"""

from __future__ import annotations

import textwrap

import pytest
from programs import IMPORTS, codes_in

FOUND = {
    "one of two losses of the file, both of which apply softmax": """
        class Plain(nn.Module):
            def forward(self, z, y):
                return F.cross_entropy(z, y)

        class Smoothed(nn.Module):
            def forward(self, z, y):
                return F.cross_entropy(z, y, label_smoothing=0.1)

        def f(z, y, smooth):
            loss = Smoothed() if smooth else Plain()
            return loss(F.softmax(z, dim=1), y)
    """,
    "a variable": """
        def f(z, y):
            p = F.softmax(z, dim=1)
            return F.cross_entropy(p, y)
    """,
    "a variable bound again": """
        def f(z, y):
            z = z.float()
            z = F.softmax(z, dim=1)
            z = z.view(-1, 10)
            return F.cross_entropy(z, y)
    """,
    "an annotated variable": """
        def f(z, y):
            p: torch.Tensor = F.softmax(z, dim=1)
            return F.cross_entropy(p, y)
    """,
    "a tuple": """
        def f(z, y):
            p, n = F.softmax(z, dim=1), len(y)
            return F.cross_entropy(p, y) / n
    """,
    "a tuple from a function": """
        def head(z):
            return z, z.softmax(dim=1)

        def f(z, y):
            scores, p = head(z)
            return F.cross_entropy(p, y)
    """,
    "a dictionary": """
        def f(z, y):
            out = {"p": z.softmax(dim=1), "z": z}
            return F.cross_entropy(out["p"], y)
    """,
    "a list": """
        def f(z, y):
            outs = []
            outs.append(z.softmax(dim=1))
            return F.cross_entropy(torch.cat(outs), y)
    """,
    "both branches of an if": """
        def f(z, y, sharp):
            if sharp:
                p = F.softmax(z / 0.1, dim=1)
            else:
                p = F.softmax(z, dim=1)
            return F.cross_entropy(p, y)
    """,
    "a conditional expression": """
        def f(z, y, sharp):
            return F.cross_entropy(z.softmax(1) if sharp else torch.softmax(z, 1), y)
    """,
    "a walrus": """
        def f(z, y):
            if (p := F.softmax(z, dim=1)) is not None:
                return F.cross_entropy(p, y)
    """,
    "None until it is set": """
        def f(z, y):
            p = None
            if z is not None:
                p = F.softmax(z, dim=1)
            return F.cross_entropy(p, y)
    """,
    "a for loop": """
        def f(net, loader):
            for x, y in loader:
                p = F.softmax(net(x), dim=1)
                F.cross_entropy(p, y).backward()
    """,
    "a while loop": """
        def f(net, batches):
            while batches:
                x, y = batches.pop()
                F.cross_entropy(net(x).softmax(1), y).backward()
    """,
    "a loop variable over a display": """
        def f(a, b, y):
            for z in [a.softmax(1), b.softmax(1)]:
                F.cross_entropy(z, y).backward()
    """,
    "with": """
        def f(net, x, y):
            with torch.autocast("cuda"):
                p = net(x).softmax(1)
                return F.cross_entropy(p, y)
    """,
    "try": """
        def f(net, x, y):
            try:
                p = net(x).softmax(1)
            except RuntimeError:
                return None
            return F.cross_entropy(p, y)
    """,
    "match": """
        def f(z, y, kind):
            match kind:
                case "sharp":
                    p = F.softmax(z / 0.1, dim=1)
                case _:
                    p = F.softmax(z, dim=1)
            return F.cross_entropy(p, y)
    """,
    "a comprehension": """
        def f(zs, y):
            ps = [z.softmax(1) for z in zs]
            return sum(F.cross_entropy(p, y) for p in ps)
    """,
    "a lambda": """
        normalise = lambda z: z.softmax(dim=1)

        def f(z, y):
            return F.cross_entropy(normalise(z), y)
    """,
    "a helper function": """
        def normalise(z):
            z = z - z.max()
            return F.softmax(z, dim=1)

        def f(z, y):
            return F.cross_entropy(normalise(z), y)
    """,
    "a helper that takes the loss": """
        def train(net, loader, criterion):
            for x, y in loader:
                criterion(net(x), y).backward()

        def main(loader):
            net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
            train(net, loader, nn.CrossEntropyLoss())
    """,
    "a default argument": """
        def normalise(z, activation=F.softmax):
            return activation(z, dim=1)

        def f(z, y):
            return F.cross_entropy(normalise(z), y)
    """,
    "a flag decided by the call": """
        def head(z, softmax=False):
            if softmax:
                z = z.softmax(dim=1)
            return z

        def f(z, y):
            return F.cross_entropy(head(z, softmax=True), y)
    """,
    "keyword arguments from a dictionary": """
        def f(z, y):
            arguments = {"input": z.softmax(1), "target": y}
            return F.cross_entropy(**arguments)
    """,
    "a partial": """
        from functools import partial

        normalise = partial(F.softmax, dim=1)

        def f(z, y):
            return F.cross_entropy(normalise(z), y)
    """,
    "a decorated function": """
        @torch.no_grad()
        def normalise(z):
            return F.softmax(z, dim=1)

        def f(z, y):
            return F.cross_entropy(normalise(z), y)
    """,
    "a closure": """
        def f(z, y):
            p = F.softmax(z, dim=1)

            def loss():
                return F.cross_entropy(p, y)

            return loss()
    """,
    "an attribute made in the constructor": """
        class Task(nn.Module):
            def __init__(self):
                super().__init__()
                self.net = nn.Linear(4, 3)
                self.criterion = nn.CrossEntropyLoss()

            def training_step(self, batch, index):
                x, y = batch
                return self.criterion(self.net(x).softmax(1), y)
    """,
    "a model's forward, called through self": """
        class Task(nn.Module):
            def __init__(self):
                super().__init__()
                self.net = nn.Linear(4, 3)

            def forward(self, x):
                return self.net(x).softmax(dim=1)

            def training_step(self, batch, index):
                x, y = batch
                return F.cross_entropy(self(x), y)
    """,
    "an inherited method": """
        class Base(nn.Module):
            def normalise(self, z):
                return z.softmax(dim=1)

        class Task(Base):
            def step(self, z, y):
                return F.cross_entropy(self.normalise(z), y)
    """,
    "super().forward": """
        class Scores(nn.Module):
            def __init__(self):
                super().__init__()
                self.head = nn.Linear(4, 3)

            def forward(self, x):
                return self.head(x)

        class Net(Scores):
            def forward(self, x):
                return super().forward(x).softmax(dim=1)

        net = Net()

        def f(x, y):
            return F.cross_entropy(net(x), y)
    """,
    "a property": """
        class Task:
            def __init__(self, z):
                self.z = z

            @property
            def p(self):
                return self.z.softmax(dim=1)

            def loss(self, y):
                return F.cross_entropy(self.p, y)
    """,
    "a Sequential from an OrderedDict": """
        from collections import OrderedDict

        net = nn.Sequential(OrderedDict([("fc", nn.Linear(4, 3)), ("out", nn.Softmax(dim=1))]))

        def f(x, y):
            return F.cross_entropy(net(x), y)
    """,
    "a Sequential from a list that grows": """
        layers = []
        for _ in range(3):
            layers += [nn.Linear(4, 4), nn.ReLU()]
        layers.append(nn.Softmax(dim=1))
        net = nn.Sequential(*layers)

        def f(x, y):
            return F.cross_entropy(net(x), y)
    """,
    "a model that was moved and wrapped": """
        net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
        net = nn.DataParallel(net.to("cuda"))
        net.train()

        def f(x, y):
            return F.cross_entropy(net(x), y)
    """,
    "a new head on a known model": """
        from torchvision import models

        net = models.resnet18(weights="DEFAULT")
        net.fc = nn.Sequential(nn.Linear(512, 3), nn.Softmax(dim=1))

        def f(x, y):
            return F.cross_entropy(net(x), y)
    """,
    "an operation in place": """
        def f(z, y):
            z = z.clone()
            z = z.softmax(1)
            z.clamp_(0.1, 0.9)
            return F.cross_entropy(z, y)
    """,
    "a loss chosen from a dictionary": """
        LOSSES = {"plain": nn.CrossEntropyLoss(), "smooth": nn.CrossEntropyLoss(label_smoothing=0.1)}

        def f(z, y, name):
            return LOSSES[name](z.softmax(1), y)
    """,
    "an import that may fail": """
        try:
            from torch.nn.functional import cross_entropy
        except ImportError:
            from torch.nn.functional import cross_entropy

        def f(z, y):
            return cross_entropy(z.softmax(1), y)
    """,
    "a star import": """
        from torch.nn.functional import *

        def f(z, y):
            return cross_entropy(z.softmax(1), y)
    """,
    "a recursive call": """
        def f(z, y, depth):
            if depth:
                return f(z.mean(0).softmax(1), y, depth - 1)
            return F.cross_entropy(z, y)
    """,
    "a model that a loop replaces by what a step returns": """
        class State:
            def __init__(self, net):
                self.net = net

            def next(self):
                return unknown(self)

        def train(batches):
            state = State(nn.Softmax(dim=1))
            for x, y in batches:
                F.cross_entropy(state.net(x), y).backward()
                state = state.next()
    """,
    "layers in a loop": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.layers = nn.ModuleList([nn.Linear(4, 4), nn.Linear(4, 3), nn.Softmax(dim=1)])

            def forward(self, x):
                for layer in self.layers:
                    x = layer(x)
                return x

        net = Net()

        def f(x, y):
            return F.cross_entropy(net(x), y)
    """,
    "a parameter annotated with a class of the file": """
        class Net(nn.Module):
            def forward(self, z):
                return z.softmax(1)

        def f(net: Net, x, y):
            return F.cross_entropy(net(x), y)
    """,
    "outputs gathered in a list": """
        def f(net, batches, y):
            outputs = []
            for x in batches:
                outputs.append(net(x).softmax(1))
            return F.cross_entropy(torch.cat(outputs, dim=0), y)
    """,
    "a subclass of a loss": """
        class Smoothed(nn.CrossEntropyLoss):
            def __init__(self):
                super().__init__(label_smoothing=0.1)

        criterion = Smoothed()

        def f(z, y):
            return criterion(z.softmax(1), y)
    """,
    "a global model that was moved": """
        net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
        net = net.to("cuda")

        def f(x, y):
            return F.cross_entropy(net(x), y)
    """,
    "flax": """
        class Net(linen.Module):
            @linen.compact
            def __call__(self, x):
                x = linen.relu(linen.Dense(16)(x))
                return linen.softmax(linen.Dense(10)(x))

        def loss(params, x, y):
            p = Net().apply({"params": params}, x)
            return optax.softmax_cross_entropy_with_integer_labels(p, y).mean()
    """,
}

SILENT = {
    "one of two losses of the file, and only one applies softmax": """
        class Focal(nn.Module):
            def forward(self, z, y):
                return helper(z, y)

        def helper(z, y):
            return F.cross_entropy(z, y)

        class SoftDice(nn.Module):
            def forward(self, p, y):
                return 1 - (p * y).sum()

        class Trainer(nn.Module):
            def __init__(self, config):
                self.loss = SoftDice() if config.dice else Focal()

            def step(self, z, y):
                if self.config.dice:
                    return self.loss(F.softmax(z, dim=1), y)
                return self.loss(z, y)
    """,
    "a test that excludes the default": """
        def f(x, y, act=F.softmax):
            if act in [F.softmax, torch.softmax]:
                out = x
            else:
                out = act(x)
            return F.cross_entropy(out, y)

        f(1, 2)
    """,
    "one branch of an if": """
        def f(z, y, normalise):
            if normalise:
                z = F.softmax(z, dim=1)
            return F.cross_entropy(z, y)
    """,
    "softmax only when not training": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.head = nn.Linear(4, 3)

            def forward(self, x):
                x = self.head(x)
                if not self.training:
                    x = F.softmax(x, dim=1)
                return x

            def training_step(self, batch):
                return F.cross_entropy(self(batch[0]), batch[1])
    """,
    "a loop that may not run": """
        def f(z, y, times):
            for _ in range(times):
                z = F.softmax(z, dim=1)
            return F.cross_entropy(z, y)
    """,
    "bound again after the loss": """
        def f(z, y):
            loss = F.cross_entropy(z, y)
            z = F.softmax(z, dim=1)
            return loss, z
    """,
    "the loss uses only a part of the model": """
        net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))

        def f(x, y):
            return F.cross_entropy(net[0](x), y), F.cross_entropy(net[:-1](x), y)
    """,
    "a flag that the call leaves off": """
        def head(z, softmax=False):
            if softmax:
                z = z.softmax(dim=1)
            return z

        def f(z, y):
            return F.cross_entropy(head(z), y)
    """,
    "the target may be soft": """
        def f(z, teacher, y):
            return F.cross_entropy(z, F.softmax(teacher, dim=1))
    """,
    "an early return for inference": """
        class Net(nn.Module):
            def forward(self, z, y=None):
                if y is None:
                    return F.softmax(z, dim=1)
                return F.cross_entropy(z, y)
    """,
    "a handler may have bound it": """
        def f(net, x, y):
            z = net(x)
            try:
                z = z.softmax(1)
                check(z)
            except ValueError:
                z = net(x)
            return F.cross_entropy(z, y)
    """,
    "a case without a softmax": """
        def f(z, y, kind):
            match kind:
                case "probabilities":
                    z = z.softmax(1)
                case "scores":
                    pass
            return F.cross_entropy(z, y)
    """,
    "part of it is overwritten": """
        def f(z, y, mask):
            p = z.softmax(1)
            p[mask] = -100.0
            return F.cross_entropy(p, y)
    """,
    "an unknown function in between": """
        from project import unnormalise

        def f(z, y):
            return F.cross_entropy(unnormalise(z.softmax(1)), y)
    """,
    "scaled probabilities are anything": """
        def f(z, y):
            return F.cross_entropy(10 * z.softmax(1), y)
    """,
    "attention weights inside the model": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.q, self.k, self.v = nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 4)
                self.head = nn.Linear(4, 3)

            def forward(self, x):
                weights = torch.softmax(self.q(x) @ self.k(x).transpose(1, 2), dim=-1)
                return self.head(weights @ self.v(x))

        net = Net()

        def f(x, y):
            return F.cross_entropy(net(x), y)
    """,
    "a method of another class with the same name": """
        class Other:
            def softmax(self, x):
                return x

        def f(z, y):
            return F.cross_entropy(Other().softmax(z), y)
    """,
    "a global that another function changes": """
        p = torch.zeros(3).softmax(0)

        def change(z):
            global p
            p = z

        def f(y):
            global p
            return F.cross_entropy(p, y)
    """,
    "a global that is bound again later": """
        loss = nn.BCELoss()

        def first(z, y):
            return loss(torch.sigmoid(z), y)

        loss = nn.BCEWithLogitsLoss()

        def second(z, y):
            return loss(z, y)
    """,
    "a layer that is replaced from outside": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.head = nn.Linear(4, 3)
                self.out = nn.Softmax(dim=1)

            def forward(self, x):
                return self.out(self.head(x))

        net = Net()
        net.out = nn.Identity()

        def f(x, y):
            return F.cross_entropy(net(x), y)
    """,
    "a base class whose subclasses say otherwise": """
        class Base(nn.Module):
            def forward(self, z):
                return z.softmax(1)

            def loss(self, z, y):
                return F.cross_entropy(self(z), y)

        class Plain(Base):
            def forward(self, z):
                return z
    """,
    "a loss that asks what it was given": """
        class Loss(nn.Module):
            def __init__(self, options):
                super().__init__()
                self.normalised = options.normalised

            def forward(self, z, y):
                if self.normalised:
                    return F.binary_cross_entropy(z, y)
                return F.binary_cross_entropy_with_logits(z, y)

        def f(options, z, y):
            return Loss(options)(torch.sigmoid(z), y)
    """,
    "changed in place": """
        def f(z, y):
            p = nn.Linear(4, 1)(z)
            torch.sigmoid_(p)
            return F.binary_cross_entropy(p, y)
    """,
    "a decorator of the file": """
        def normalised(function):
            def wrapper(*args):
                return torch.sigmoid(function(*args))
            return wrapper

        @normalised
        def predict(x):
            return nn.Linear(4, 1)(x)

        def f(x, y):
            return F.binary_cross_entropy(predict(x), y)
    """,
    "a test that the misuse is refused": """
        import pytest

        def test_refused(x, y):
            with pytest.raises(RuntimeError):
                F.binary_cross_entropy(nn.Linear(4, 1)(x), y)
    """,
    "a mixture of probabilities": """
        def f(belief, transition, onehot, y):
            return F.nll_loss(torch.log(belief @ transition), y), F.binary_cross_entropy(onehot @ belief, y)
    """,
    "a head that was replaced by a plain one": """
        from torchvision import models

        net = models.resnet18(weights="DEFAULT")
        net.fc = nn.Linear(512, 3)

        def f(x, y):
            return F.cross_entropy(net(x), y)
    """,
    "an instance whose constructor decides": """
        class Net(nn.Module):
            def __init__(self, softmax=True):
                super().__init__()
                self.head = nn.Linear(4, 3)
                self.out = nn.Softmax(dim=1) if softmax else nn.Identity()

            def forward(self, x):
                return self.out(self.head(x))

        net = Net(softmax=False)

        def f(x, y):
            return F.cross_entropy(net(x), y)
    """,
}

NUMERICS = {
    "a formula in a helper that is always called with a sigmoid": (
        """
        def sigmoid(a):
            return 1 / (1 + np.exp(-a))

        def loss(t, p):
            return np.log(p).sum()

        def f(x):
            return loss(1, sigmoid(x))
        """,
        ["LGT402"],
    ),
    "the same helper, once called with something else": (
        """
        def loss(t, p):
            return np.log(p).sum()

        def f(x):
            return loss(1, scipy.special.expit(x)) + loss(1, np.abs(x))
        """,
        [],
    ),
    "a softmax by hand": (
        """
        def loss(z, y):
            e = np.exp(z - z.max(axis=1, keepdims=True))
            p = e / e.sum(axis=1, keepdims=True)
            return -np.sum(y * np.log(p))
        """,
        ["LGT404"],
    ),
    "a log-softmax by hand is no softmax": (
        """
        def loss(z, y):
            z = z - z.max(axis=1, keepdims=True)
            return -np.sum(y * (z - np.log(np.exp(z).sum(axis=1, keepdims=True))))
        """,
        [],
    ),
    "a log-softmax by hand gives log-probabilities": (
        """
        def loss(x, y, w):
            z = x @ w
            return F.nll_loss(z - torch.logsumexp(z, dim=1).unsqueeze(1), y)
        """,
        [],
    ),
    "a minimum and a maximum are a clip": (
        """
        def loss(z, y):
            p = jnp.maximum(jnp.minimum(jax.nn.softmax(z), 1 - 1e-7), 1e-7)
            return -jnp.sum(y * jnp.log(p))
        """,
        ["LGT404"],
    ),
    "an epsilon before the one": (
        """
        def loss(z, y):
            p = torch.sigmoid(z)
            return -(y * torch.log(1e-9 + p) + (1 - y) * torch.log(1e-9 + 1 - p)).mean()
        """,
        ["LGT405"],
    ),
    "labels are picked before the division": (
        """
        def loss(z, y):
            e = np.exp(z - z.max(axis=1, keepdims=True))
            return np.mean(-np.log(e[np.arange(len(y)), y] / np.sum(e, axis=1)))
        """,
        ["LGT404"],
    ),
    "labels are picked before the exponential": (
        """
        def loss(z, y):
            s = z - z.max(axis=1, keepdims=True)
            return np.mean(-np.log(np.exp(s[np.arange(len(y)), y]) / np.sum(np.exp(s), axis=1)))
        """,
        ["LGT404"],
    ),
    "a policy gradient picks a probability": (
        """
        def loss(z, action, advantage):
            return -(torch.log(z.softmax(-1)[0, action]) * advantage).mean()
        """,
        ["LGT401"],
    ),
    "an entropy is no cross-entropy": (
        """
        def entropy(z):
            return -(z.softmax(-1) * z.softmax(-1).log()).sum()
        """,
        ["LGT401"],
    ),
    "cross-entropies by hand and by name, once each": (
        """
        def loss(z, y):
            p = jax.nn.softmax(z)
            return -jnp.mean(jnp.sum(y * jnp.log(p + 1e-9), axis=1)), optax.softmax_cross_entropy(z, y)
        """,
        ["LGT404"],
    ),
}


@pytest.mark.parametrize(("program", "expected"), NUMERICS.values(), ids=NUMERICS)
def test_formulas_are_followed_through(program: str, expected: list[str]) -> None:
    assert codes_in(IMPORTS + textwrap.dedent(program)) == expected


@pytest.mark.parametrize("program", FOUND.values(), ids=FOUND)
def test_a_softmax_is_followed_through(program: str) -> None:
    assert codes_in(IMPORTS + textwrap.dedent(program)) == ["LGT101"]


@pytest.mark.parametrize("program", SILENT.values(), ids=SILENT)
def test_nothing_is_said_through(program: str) -> None:
    assert codes_in(IMPORTS + textwrap.dedent(program)) == []
