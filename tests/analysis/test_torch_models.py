"""PyTorch models: modules in modules, containers of layers, wrappers, Lightning, trainers that are handed a model.

In each program of `FOUND`, `F.cross_entropy` (or another loss that applies softmax) meets a softmax of the model;
those of `SILENT` look so, and are right.
"""

from __future__ import annotations

import textwrap

import pytest
from programs import IMPORTS, codes_in

LOSS = """
def loss(x, y):
    return F.cross_entropy(net(x), y)
"""

CONTAINERS = {
    "a Sequential of arguments": """
        net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
    """,
    "a Sequential of a list": """
        layers = [nn.Linear(4, 8), nn.ReLU()]
        layers.extend([nn.Linear(8, 3), nn.Softmax(dim=1)])
        net = nn.Sequential(*layers)
    """,
    "a Sequential of an OrderedDict": """
        import collections

        layers = collections.OrderedDict()
        layers["fc"] = nn.Linear(4, 3)
        layers["out"] = nn.Softmax(dim=1)
        net = nn.Sequential(layers)
    """,
    "a Sequential that grows by add_module": """
        net = nn.Sequential()
        net.add_module("fc", nn.Linear(4, 3))
        net.add_module("out", nn.Softmax(dim=1))
    """,
    "a Sequential that grows by append": """
        net = nn.Sequential(nn.Linear(4, 3))
        net.append(nn.Softmax(dim=1))
    """,
    "a Sequential in a Sequential": """
        body = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
        net = nn.Sequential(body, nn.Sequential(nn.Linear(4, 3), nn.Sequential(nn.Softmax(dim=1))))
    """,
    "a function that makes the layers": """
        def block(n, out):
            return nn.Sequential(nn.Linear(n, out), nn.Softmax(dim=1))

        net = nn.Sequential(nn.Linear(4, 4), block(4, 3))
    """,
    "layers chosen by an if": """
        def build(deep):
            layers = [nn.Linear(4, 4)]
            if deep:
                layers += [nn.ReLU(), nn.Linear(4, 4)]
            layers += [nn.Linear(4, 3), nn.Softmax(dim=1)]
            return nn.Sequential(*layers)

        net = build(deep=unknown())
    """,
    "a subclass of Sequential": """
        class Net(nn.Sequential):
            def __init__(self, n):
                super().__init__(nn.Linear(n, 3), nn.Softmax(dim=1))

        net = Net(4)
    """,
    "a subclass of Sequential, made of its parts": """
        class Net(nn.Sequential):
            def __init__(self, n):
                super(Net, self).__init__()
                self.add_module("fc", nn.Linear(n, 3))
                self.add_module("out", nn.Softmax(dim=1))

        net = Net(4)
    """,
    "a ModuleDict": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.parts = nn.ModuleDict({"fc": nn.Linear(4, 3), "out": nn.Softmax(dim=1)})

            def forward(self, x):
                return self.parts["out"](self.parts["fc"](x))

        net = Net()
    """,
    "a ModuleDict that grows": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.parts = nn.ModuleDict()
                self.parts["fc"] = nn.Linear(4, 3)
                self.parts["out"] = nn.Softmax(dim=1)

            def forward(self, x):
                return self.parts["out"](self.parts["fc"](x))

        net = Net()
    """,
    "a ModuleDict of activations, chosen by name": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.activations = nn.ModuleDict([["plain", nn.Softmax(dim=1)], ["log", nn.LogSoftmax(dim=1)]])

            def forward(self, x, activation):
                return self.activations[activation](self.fc(x))

        model = Net()

        def net(x):
            return model(x, "plain")
    """,
    "a ModuleList that a loop runs over": """
        class Net(nn.Module):
            def __init__(self, sizes):
                super().__init__()
                self.layers = nn.ModuleList()
                for size in sizes:
                    self.layers.append(nn.Linear(size, 4))
                self.layers.append(nn.Softmax(dim=1))

            def forward(self, x):
                for layer in self.layers:
                    x = layer(x)
                return x

        net = Net([4, 4])
    """,
    "a ModuleList of heads": """
        class Net(nn.Module):
            def __init__(self, heads):
                super().__init__()
                self.heads = nn.ModuleList([nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1)) for _ in range(heads)])

            def forward(self, x, head):
                return self.heads[head](x)

        model = Net(3)

        def net(x):
            return model(x, 1)
    """,
    "outputs of all heads, stacked": """
        class Net(nn.Module):
            def __init__(self, heads):
                super().__init__()
                self.heads = nn.ModuleList([nn.Linear(4, 3) for _ in range(heads)])

            def forward(self, x):
                return torch.stack([F.softmax(head(x), dim=1) for head in self.heads])[-1]

        net = Net(3)
    """,
    "a module in a module": """
        class Head(nn.Module):
            def __init__(self, n):
                super().__init__()
                self.fc = nn.Linear(n, 3)
                self.softmax = nn.Softmax(dim=1)

            def forward(self, x):
                return self.softmax(self.fc(x))

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.body = nn.Linear(4, 4)
                self.head = Head(4)

            def forward(self, x):
                x = torch.relu(self.body(x))
                return self.head(x)

        net = Net()
    """,
    "an inherited forward over layers of the subclass": """
        class Base(nn.Module):
            def forward(self, x):
                return self.out(self.fc(x))

        class Net(Base):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.out = nn.Softmax(dim=1)

        net = Net()
    """,
    "an inherited constructor": """
        class Base(nn.Module):
            def __init__(self, n):
                super().__init__()
                self.fc = nn.Linear(n, 3)
                self.out = nn.Softmax(dim=1)

        class Net(Base):
            def forward(self, x):
                return self.out(self.fc(x))

        net = Net(4)
    """,
    "an inherited constructor that is called by its class": """
        class Base(nn.Module):
            def __init__(self, n):
                nn.Module.__init__(self)
                self.fc = nn.Linear(n, 3)
                self.out = nn.Softmax(dim=1)

        class Net(Base):
            def __init__(self):
                Base.__init__(self, 4)

            def forward(self, x):
                return self.out(self.fc(x))

        net = Net()
    """,
    "the base's forward, called by its class": """
        class Scores(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                return self.fc(x)

        class Net(Scores):
            def forward(self, x):
                return F.softmax(Scores.forward(self, x), dim=1)

        net = Net()
    """,
    "a layer made by a method": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.net = self._build(4)

            def _build(self, n):
                return nn.Sequential(nn.Linear(n, 3), nn.Softmax(dim=1))

            def forward(self, x):
                return self.net(x)

        net = Net()
    """,
    "layers set by a method that the constructor calls": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self._build(4)

            def _build(self, n):
                self.fc = nn.Linear(n, 3)
                self.out = nn.Softmax(dim=1)

            def forward(self, x):
                return self.out(self.fc(x))

        net = Net()
    """,
    "an attribute set by setattr": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                setattr(self, "out", nn.Softmax(dim=1))

            def forward(self, x):
                return self.out(self.fc(x))

        net = Net()
    """,
    "a module added by name": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.add_module("out", nn.Softmax(dim=1))

            def forward(self, x):
                return self.out(self.fc(x))

        net = Net()
    """,
    "an attribute read by getattr": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.out = nn.Softmax(dim=1)

            def forward(self, x):
                return getattr(self, "out")(self.fc(x))

        net = Net()
    """,
    "a functional module, chosen by name": """
        class Net(nn.Module):
            def __init__(self, activation="softmax"):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.activation = getattr(F, activation)

            def forward(self, x):
                return self.activation(self.fc(x), dim=1)

        net = Net()
    """,
    "a class chosen by name": """
        class Net(nn.Module):
            def __init__(self, activation):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.activation = getattr(nn, activation)(dim=1)

            def forward(self, x):
                return self.activation(self.fc(x))

        net = Net("Softmax")
    """,
    "an activation that is a class": """
        class Net(nn.Module):
            def __init__(self, activation=nn.Softmax):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.activation = activation(dim=1)

            def forward(self, x):
                return self.activation(self.fc(x))

        net = Net()
    """,
    "an activation that may be None": """
        class Net(nn.Module):
            def __init__(self, activation=None):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.activation = activation

            def forward(self, x):
                x = self.fc(x)
                if self.activation is not None:
                    x = self.activation(x)
                return x

        net = Net(activation=nn.Softmax(dim=1))
    """,
    "an activation by its name": """
        class Net(nn.Module):
            def __init__(self, activation=None):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                if activation is None:
                    self.activation = nn.Identity()
                elif activation == "softmax":
                    self.activation = nn.Softmax(dim=1)
                elif activation == "sigmoid":
                    self.activation = nn.Sigmoid()
                else:
                    raise ValueError(activation)

            def forward(self, x):
                return self.activation(self.fc(x))

        net = Net("softmax")
    """,
    "an activation out of a dictionary": """
        from functools import partial

        ACTIVATIONS = {None: nn.Identity, "softmax": partial(nn.Softmax, dim=1), "relu": nn.ReLU}

        class Net(nn.Module):
            def __init__(self, activation=None):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.activation = ACTIVATIONS[activation]()

            def forward(self, x):
                return self.activation(self.fc(x))

        net = Net("softmax")
    """,
    "keyword arguments handed on": """
        class Net(nn.Module):
            def __init__(self, n, **kwargs):
                super().__init__()
                self.fc = nn.Linear(n, 3)
                self.out = nn.Softmax(dim=1) if kwargs.get("softmax", False) else nn.Identity()

            def forward(self, x):
                return self.out(self.fc(x))

        def make(*args, **kwargs):
            return Net(*args, **kwargs)

        net = make(4, softmax=True)
    """,
    "a factory method": """
        class Net(nn.Module):
            def __init__(self, out):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.out = out

            @classmethod
            def classifier(cls):
                return cls(nn.Softmax(dim=1))

            def forward(self, x):
                return self.out(self.fc(x))

        net = Net.classifier()
    """,
    "a table of models": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                return self.fc(x).softmax(dim=1)

        MODELS = {"net": Net}
        net = MODELS["net"]()
    """,
    "a module's own softmax function": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            @staticmethod
            def normalise(x):
                return x.softmax(dim=1)

            def forward(self, x):
                return self.normalise(self.fc(x))

        net = Net()
    """,
    "parts of the output by name": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                out = {}
                out["scores"] = self.fc(x)
                out["probabilities"] = out["scores"].softmax(dim=1)
                return out

        model = Net()

        def net(x):
            out = model(x)
            return out["probabilities"]
    """,
    "a tuple of outputs": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                features = torch.relu(x)
                return features, F.softmax(self.fc(features), dim=1)

        model = Net()

        def net(x):
            _, p = model(x)
            return p
    """,
    "a dataclass as output": """
        from dataclasses import dataclass

        @dataclass
        class Output:
            features: torch.Tensor
            classes: torch.Tensor = None

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                return Output(features=x, classes=F.softmax(self.fc(x), dim=1))

        model = Net()

        def net(x):
            return model(x).classes
    """,
    "a named tuple as output": """
        from typing import NamedTuple

        class Output(NamedTuple):
            features: torch.Tensor
            classes: torch.Tensor

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                return Output(x, F.softmax(self.fc(x), dim=1))

        model = Net()

        def net(x):
            features, classes = model(x)
            return classes
    """,
    "a named tuple made by a call": """
        from collections import namedtuple

        Output = namedtuple("Output", ["features", "classes"])

        def model(x):
            return Output(x, classes=F.softmax(nn.Linear(4, 3)(x), dim=1))

        def net(x):
            return model(x).classes
    """,
    "a model moved and put to work": """
        net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1)).to("cuda").train()
        net = net.half().cuda()
        net.requires_grad_(True)
    """,
    "DistributedDataParallel": """
        from torch.nn.parallel import DistributedDataParallel as DDP

        net = DDP(nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1)).to("cuda"), device_ids=[0])
    """,
    "a model that is wrapped where there are several devices": """
        net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
        if torch.cuda.device_count() > 1:
            net = nn.DataParallel(net)
        if torch.cuda.is_available():
            net = net.cuda()
    """,
    "torch.compile and a script": """
        net = torch.compile(torch.jit.script(nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))), mode="max-autotune")
    """,
    "a decorator of torch.compile": """
        model = nn.Linear(4, 3)

        @torch.compile
        def net(x):
            return model(x).softmax(1)
    """,
    "accelerate": """
        from accelerate import Accelerator

        accelerator = Accelerator()
        net, optimizer = accelerator.prepare(nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1)), unknown())
    """,
    "a wrapped model, taken out again": """
        wrapped = nn.DataParallel(nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1)))
        net = wrapped.module
    """,
    "copies of a model": """
        import copy

        net = copy.deepcopy(nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1)))
    """,
    "weights that were loaded": """
        net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
        net.load_state_dict(torch.load("net.pt"))
        for parameter in net.parameters():
            parameter.requires_grad = False
    """,
    "the last layer replaced in place": """
        net = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 3))
        net[1] = nn.Softmax(dim=1)
    """,
    "the last layer replaced from the end": """
        net = nn.Sequential(nn.Linear(4, 3), nn.Identity())
        net[-1] = nn.Softmax(dim=1)
    """,
    "a preallocated tensor that a loop fills": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, xs):
                outputs = torch.zeros(len(xs), 8, 3)
                for t in range(8):
                    outputs[:, t] = F.softmax(self.fc(xs[t]), dim=-1)
                return outputs

        net = Net()
    """,
    "a preallocated list that a loop fills": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, xs):
                outputs = [None] * 8
                for t in range(8):
                    outputs[t] = F.softmax(self.fc(xs[t]), dim=-1)
                return torch.stack(outputs)

        net = Net()
    """,
}


@pytest.mark.parametrize("program", CONTAINERS.values(), ids=CONTAINERS)
def test_a_softmax_in_a_model_is_found(program: str) -> None:
    assert codes_in(IMPORTS + textwrap.dedent(program) + LOSS) == ["LGT101"]


RIGHT_MODELS = {
    "the softmax stands in the middle": """
        net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1), nn.Linear(3, 3))
    """,
    "the last layer was taken off": """
        net = nn.Sequential(*list(nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1)).children())[:-1])
    """,
    "the last layer was popped": """
        layers = [nn.Linear(4, 3), nn.Softmax(dim=1)]
        layers.pop()
        net = nn.Sequential(*layers)
    """,
    "the last layer was deleted": """
        net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
        del net[-1]
    """,
    "the last layer was replaced": """
        net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
        net[1] = nn.Identity()
    """,
    "the last layer of a part was replaced": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.head = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))

            def forward(self, x):
                return self.head(x)

        net = Net()
        net.head[1] = nn.Identity()
    """,
    "a layer may be added": """
        net = nn.Sequential(nn.Linear(4, 3))
        if unknown():
            net.add_module("out", nn.Softmax(dim=1))
    """,
    "a ModuleDict of which another entry is used": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.parts = nn.ModuleDict({"fc": nn.Linear(4, 3), "out": nn.Softmax(dim=1)})

            def forward(self, x):
                return self.parts["fc"](x)

        net = Net()
    """,
    "activations of which one is chosen": """
        class Net(nn.Module):
            def __init__(self, activation):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.out = {"softmax": nn.Softmax(dim=1), "none": nn.Identity()}[activation]

            def forward(self, x):
                return self.out(self.fc(x))

        net = Net("none")
    """,
    "activations of which nobody knows which is chosen": """
        class Net(nn.Module):
            def __init__(self, activation):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.out = {"softmax": nn.Softmax(dim=1), "none": nn.Identity()}[activation]

            def forward(self, x):
                return self.out(self.fc(x))

        net = Net(unknown())
    """,
    "an activation that is None": """
        class Net(nn.Module):
            def __init__(self, activation=None):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.activation = nn.Softmax(dim=1) if activation == "softmax" else None

            def forward(self, x):
                x = self.fc(x)
                return x if self.activation is None else self.activation(x)

        net = Net()
    """,
    "an activation class that is the identity": """
        class Net(nn.Module):
            def __init__(self, activation=nn.Softmax):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.activation = activation()

            def forward(self, x):
                return self.activation(self.fc(x))

        net = Net(nn.Identity)
    """,
    "another part of the output": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                scores = self.fc(x)
                return scores, F.softmax(scores, dim=1)

        model = Net()

        def net(x):
            return model(x)[0]
    """,
    "another field of the output": """
        from dataclasses import dataclass

        @dataclass
        class Output:
            scores: torch.Tensor
            classes: torch.Tensor

        def model(x):
            scores = nn.Linear(4, 3)(x)
            return Output(classes=F.softmax(scores, dim=1), scores=scores)

        def net(x):
            return model(x).scores
    """,
    "a forward that a subclass replaces": """
        class Base(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                return F.softmax(self.fc(x), dim=1)

        class Net(Base):
            def forward(self, x):
                return self.fc(x)

        net = Net()
    """,
    "an output layer that a subclass replaces": """
        class Base(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.out = nn.Softmax(dim=1)

            def forward(self, x):
                return self.out(self.fc(x))

        class Net(Base):
            def __init__(self):
                super().__init__()
                self.out = nn.Identity()

        net = Net()
    """,
    "a softmax beside the scores": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.softmax = nn.Softmax(dim=1)

            def forward(self, x):
                return self.fc(x)

            def predict(self, x):
                return self.softmax(self(x))

        net = Net()
    """,
    "a hook that may change what it gives": """
        net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
        net[1].register_forward_hook(lambda module, inputs, output: inputs[0])
    """,
    "attention written into a tensor that the scores do not come from": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                attention = torch.zeros(8, 8)
                scores = torch.zeros(8, 3)
                for t in range(8):
                    attention[t] = F.softmax(x[t], dim=-1)
                    scores[t] = self.fc(attention[t] @ x)
                return scores

        net = Net()
    """,
    "a filled tensor of which a part holds something else": """
        def net(x):
            outputs = torch.zeros(8, 3)
            outputs[:4] = F.softmax(x, dim=-1)
            outputs[4:] = nn.Linear(4, 3)(x)
            return outputs
    """,
}


@pytest.mark.parametrize("program", RIGHT_MODELS.values(), ids=RIGHT_MODELS)
def test_a_model_without_a_softmax_at_its_end_is_right(program: str) -> None:
    assert codes_in(IMPORTS + textwrap.dedent(program) + LOSS) == []


PROJECTS = {
    "a Lightning module that calls itself": (
        """
        import lightning.pytorch as pl

        class Task(pl.LightningModule):
            def __init__(self):
                super().__init__()
                self.net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
                self.loss_fn = nn.CrossEntropyLoss()

            def forward(self, x):
                return self.net(x)

            def training_step(self, batch, batch_idx):
                x, y = batch
                loss = self.loss_fn(self(x), y)
                self.log("loss", loss)
                return loss

            def configure_optimizers(self):
                return torch.optim.Adam(self.parameters())
        """,
        ["LGT101"],
    ),
    "a Lightning module with a shared step": (
        """
        import pytorch_lightning as pl

        class Task(pl.LightningModule):
            def __init__(self):
                super().__init__()
                self.net = nn.Linear(4, 3)

            def forward(self, x):
                return self.net(x).softmax(dim=-1)

            def _shared(self, batch):
                x, y = batch
                return self(x), y

            def training_step(self, batch, batch_idx):
                p, y = self._shared(batch)
                return F.cross_entropy(p, y)
        """,
        ["LGT101"],
    ),
    "a Lightning module whose loss a configure method sets": (
        """
        import lightning as L

        class Task(L.LightningModule):
            def __init__(self):
                super().__init__()
                self.configure_losses()

            def configure_losses(self):
                self.criterion = nn.CrossEntropyLoss()

            def configure_model(self):
                self.net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))

            def training_step(self, batch, batch_idx):
                x, y = batch
                return self.criterion(self.net(x), y)
        """,
        ["LGT101"],
    ),
    "a Lightning module around a model that it is given": (
        """
        import lightning as L

        class Task(L.LightningModule):
            def __init__(self, model, criterion=None):
                super().__init__()
                self.model = model
                self.criterion = criterion or nn.CrossEntropyLoss()

            def training_step(self, batch, batch_idx):
                x, y = batch
                return self.criterion(self.model(x), y)

        def main():
            model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
            L.Trainer().fit(Task(model))
        """,
        ["LGT101"],
    ),
    "a Lightning module that predicts with a softmax": (
        """
        import lightning as L

        class Task(L.LightningModule):
            def __init__(self):
                super().__init__()
                self.net = nn.Linear(4, 3)

            def forward(self, x):
                return self.net(x)

            def training_step(self, batch, batch_idx):
                x, y = batch
                return F.cross_entropy(self(x), y)

            def predict_step(self, batch, batch_idx):
                return self(batch).softmax(dim=-1)
        """,
        [],
    ),
    "a trainer that stores its parts": (
        """
        class Trainer:
            def __init__(self, model, criterion, optimizer, device="cpu"):
                self.model = model.to(device)
                self.criterion = criterion
                self.optimizer = optimizer

            def fit(self, loader):
                for x, y in loader:
                    self.step(x, y)

            def step(self, x, y):
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(x), y)
                loss.backward()
                self.optimizer.step()

        def main(loader):
            model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
            trainer = Trainer(model, nn.CrossEntropyLoss(), torch.optim.Adam(model.parameters()))
            trainer.fit(loader)
        """,
        ["LGT101"],
    ),
    "a trainer that is never told to train": (
        """
        class Trainer:
            def __init__(self, model, criterion):
                self.model, self.criterion = model, criterion

            def step(self, x, y):
                return self.criterion(self.model(x), y)

        trainer = Trainer(nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1)), nn.CrossEntropyLoss())
        register(trainer)
        """,
        ["LGT101"],
    ),
    "a trainer that is given one right and one wrong pair": (
        """
        class Trainer:
            def __init__(self, model, criterion):
                self.model = model
                self.criterion = criterion

            def step(self, x, y):
                return self.criterion(self.model(x), y)

        def main(x, y):
            Trainer(nn.Sequential(nn.Linear(4, 3), nn.Sigmoid()), nn.BCELoss()).step(x, y)
            Trainer(nn.Sequential(nn.Linear(4, 3)), nn.BCEWithLogitsLoss()).step(x, y)
            Trainer(nn.Sequential(nn.Linear(4, 3)), nn.CrossEntropyLoss()).step(x, y)
        """,
        [],
    ),
    "a model and a loss chosen together": (
        """
        def main(kind, x, y):
            if kind == "binary":
                net, loss = nn.Sequential(nn.Linear(4, 1), nn.Sigmoid()), nn.BCELoss()
            else:
                net, loss = nn.Linear(4, 3), nn.CrossEntropyLoss()
            return loss(net(x), y)
        """,
        [],
    ),
    "a training loop that is handed its parts": (
        """
        def train_epoch(model, loader, criterion, optimizer):
            model.train()
            for batch in loader:
                out = model(batch["x"])
                loss = criterion(out, batch["y"])
                loss.backward()

        def fit(model, loader, **kwargs):
            for epoch in range(3):
                train_epoch(model, loader, **kwargs)

        def main(loader, optimizer):
            model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
            fit(model, loader, criterion=nn.CrossEntropyLoss(), optimizer=optimizer)
        """,
        ["LGT101"],
    ),
    "a loss of the project around a model's output": (
        """
        class Loss(nn.Module):
            def __init__(self, weight=None):
                super().__init__()
                self.ce = nn.CrossEntropyLoss(weight=weight)

            def forward(self, scores, target):
                return self.ce(scores, target.long()) + scores.pow(2).mean()

        net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
        criterion = Loss()

        def step(x, y):
            return criterion(net(x), y)
        """,
        ["LGT101"],
    ),
    "losses by name": (
        """
        LOSSES = {"ce": nn.CrossEntropyLoss, "nll": nn.NLLLoss}

        def step(z, y, kind="ce"):
            criterion = LOSSES[kind]()
            return criterion(F.softmax(z, dim=1), y)
        """,
        ["LGT101"],
    ),
    "losses by a name that is given": (
        """
        def get_loss(name):
            if name == "ce":
                return nn.CrossEntropyLoss()
            if name == "bce":
                return nn.BCELoss()
            raise ValueError(name)

        def step(z, y):
            return get_loss("ce")(F.softmax(z, dim=1), y), get_loss("bce")(torch.sigmoid(z), y)
        """,
        ["LGT101"],
    ),
    "losses that a loop adds up": (
        """
        def step(net, batches):
            total = 0.0
            for x, y in batches:
                p = F.softmax(net(x), dim=1)
                total += F.cross_entropy(p, y)
            total.backward()
        """,
        ["LGT101"],
    ),
    "scores that a loop adds up": (
        """
        def step(heads, x, y):
            scores = 0
            for _ in range(3):
                scores += nn.Linear(4, 3)(x)
            return F.binary_cross_entropy(scores, y)
        """,
        ["LGT201"],
    ),
    "scores that a loop adds up and that are normalised in the end": (
        """
        def step(heads, x, y):
            scores = 0
            for _ in range(3):
                scores += nn.Linear(4, 3)(x)
            return F.binary_cross_entropy(torch.sigmoid(scores), y)
        """,
        [],
    ),
    "probabilities that a loop averages": (
        """
        def step(x, y):
            p = torch.zeros(8, 3)
            for _ in range(3):
                p = p + F.softmax(nn.Linear(4, 3)(x), dim=1)
            p /= 3
            return F.nll_loss(torch.log(p), y)
        """,
        [],
    ),
    "fastai's Learner": (
        """
        from fastai.vision.all import Learner

        def main(dls):
            net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
            learn = Learner(dls, net, loss_func=nn.CrossEntropyLoss())
            learn.fit_one_cycle(3)
        """,
        ["LGT101"],
    ),
    "fastai's Learner on scores": (
        """
        from fastai.vision.all import *

        def main(dls):
            learn = Learner(dls, nn.Sequential(nn.Linear(4, 3)), loss_func=nn.CrossEntropyLoss())
            learn.fit_one_cycle(3)
        """,
        [],
    ),
    "ignite's trainer": (
        """
        from ignite.engine import create_supervised_trainer

        net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
        trainer = create_supervised_trainer(net, torch.optim.SGD(net.parameters(), 0.1), F.cross_entropy)
        """,
        ["LGT101"],
    ),
    "ignite's trainer on log-probabilities": (
        """
        from ignite.engine import create_supervised_trainer

        net = nn.Sequential(nn.Linear(4, 3), nn.LogSoftmax(dim=1))
        trainer = create_supervised_trainer(net, torch.optim.SGD(net.parameters(), 0.1), nn.NLLLoss())
        """,
        [],
    ),
    "skorch's classifier": (
        """
        from skorch import NeuralNetClassifier

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                return F.softmax(self.fc(x), dim=-1)

        net = NeuralNetClassifier(Net, criterion=nn.CrossEntropyLoss, max_epochs=3)
        """,
        ["LGT101"],
    ),
    "skorch's classifier takes the logarithm for its own loss": (
        """
        from skorch import NeuralNetClassifier

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                return F.softmax(self.fc(x), dim=-1)

        net = NeuralNetClassifier(Net, max_epochs=3)
        other = NeuralNetClassifier(Net(), criterion=nn.NLLLoss)
        """,
        [],
    ),
}


@pytest.mark.parametrize(("program", "expected"), PROJECTS.values(), ids=PROJECTS)
def test_a_model_meets_its_loss(program: str, expected: list[str]) -> None:
    assert codes_in(IMPORTS + textwrap.dedent(program)) == expected
