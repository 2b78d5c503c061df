"""Training and inference: what is applied only in the one never meets the other."""

from __future__ import annotations

import textwrap

import pytest
from programs import IMPORTS, codes_in

SILENT = {
    "if self.training": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                z = self.fc(x)
                if self.training:
                    return z
                return F.softmax(z, dim=1)

        net = Net()

        def step(x, y):
            return F.cross_entropy(net(x), y)
    """,
    "a conditional expression on self.training": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                z = self.fc(x)
                return z if self.training else F.softmax(z, dim=1)

        def train(loader):
            net = Net()
            net.train()
            for x, y in loader:
                F.cross_entropy(net(x), y).backward()
    """,
    "a mode that training sets": """
        class Net(nn.Module):
            def __init__(self, mode="test"):
                super().__init__()
                self.mode = mode
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                z = self.fc(x)
                if self.mode == "train":
                    return z
                return F.softmax(z, dim=1)

        net = Net(mode="train")

        def step(x, y):
            return F.cross_entropy(net(x), y)
    """,
    "an argument that says so": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x, softmax=True):
                z = self.fc(x)
                return F.softmax(z, dim=1) if softmax else z

        net = Net()

        def train(x, y):
            return F.cross_entropy(net(x, softmax=False), y)

        def predict(x):
            return net(x).argmax(1)
    """,
    "labels that are there in training": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x, labels=None):
                z = self.fc(x)
                if labels is not None:
                    return F.cross_entropy(z, labels)
                return F.softmax(z, dim=1)
    """,
    "labels that decide what the loss sees": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x, labels=None):
                z = self.fc(x)
                if labels is None:
                    z = F.softmax(z, dim=1)
                loss = None
                if labels is not None:
                    loss = F.cross_entropy(z, labels)
                return z, loss
    """,
    "a flag of the command line": """
        import argparse

        def main(loader):
            parser = argparse.ArgumentParser()
            parser.add_argument("--evaluate", action="store_true")
            args = parser.parse_args()
            net = nn.Linear(4, 3)
            if args.evaluate:
                net = nn.Sequential(net, nn.Softmax(dim=1))
            for x, y in loader:
                F.cross_entropy(net(x), y)
    """,
    "a flag that leaves early": """
        import argparse

        def main(loader):
            args = argparse.ArgumentParser().parse_args()
            net = nn.Linear(4, 3)
            if args.evaluate:
                net = nn.Sequential(net, nn.Softmax(dim=1))
                return test(net, loader)
            for x, y in loader:
                F.cross_entropy(net(x), y)
    """,
    "a flag asked for twice": """
        def main(args, x, y):
            z = nn.Linear(4, 3)(x)
            if args.evaluate:
                z = F.softmax(z, dim=1)
            if not args.evaluate:
                return F.cross_entropy(z, y)
            return z.argmax(1)
    """,
    "a flag asked for twice, the second time at the softmax": """
        def main(args, x, y):
            z = nn.Linear(4, 1)(x)
            if args.loss == "bce":
                criterion = nn.BCELoss()
            else:
                criterion = nn.BCEWithLogitsLoss()
            if args.loss == "bce":
                z = torch.sigmoid(z)
            return criterion(z, y)
    """,
    "a flag that changed in between": """
        def main(soft, x, y):
            z = nn.Linear(4, 3)(x)
            if soft:
                z = F.softmax(z, dim=1)
            soft = unknown()
            if soft:
                return F.cross_entropy(z, y)
            return z
    """,
    "the other side of a flag": """
        def main(args, x, y):
            z = nn.Linear(4, 3)(x)
            if args.kind == "soft":
                z = F.softmax(z, dim=1)
            if args.kind != "soft":
                return F.cross_entropy(z, y)
            return z
    """,
    "a loss and an activation chosen by the same flag": """
        def main(args, x, y):
            if args.multi_label:
                activation, loss = nn.Sigmoid(), nn.BCELoss()
            else:
                activation, loss = nn.Identity(), nn.CrossEntropyLoss()
            net = nn.Sequential(nn.Linear(4, 3), activation)
            if args.multi_label:
                return loss(net(x), y.float())
            return loss(net(x), y)
    """,
    "a model that is put together anew for inference": """
        net = nn.Linear(4, 3)

        def train(x, y):
            return F.cross_entropy(net(x), y)

        def export():
            return nn.Sequential(net, nn.Softmax(dim=1))
    """,
    "a last layer set for inference": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)
                self.out = nn.Identity()

            def for_inference(self):
                self.out = nn.Softmax(dim=1)

            def forward(self, x):
                return self.out(self.fc(x))

        net = Net()

        def step(x, y):
            return F.cross_entropy(net(x), y)
    """,
    "Keras's training argument": """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.out = keras.layers.Dense(3)

            def call(self, x, training=False):
                z = self.out(x)
                return z if training else keras.activations.softmax(z)

        net = Net()
        loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

        def step(x, y):
            return loss_fn(y, net(x, training=True))
    """,
    "no gradients, no training": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                z = self.fc(x)
                if not torch.is_grad_enabled():
                    z = F.softmax(z, dim=1)
                return z

        net = Net()

        def step(x, y):
            return F.cross_entropy(net(x), y)
    """,
    "a teacher that is asked without gradients": """
        def step(student, teacher, x):
            with torch.no_grad():
                target = F.softmax(teacher(x), dim=1)
            return F.cross_entropy(student(x), target)
    """,
    "evaluation that reports a loss of its own": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                z = self.fc(x)
                if not self.training:
                    z = F.softmax(z, dim=1)
                return z

        def train(net: Net, x, y):
            net.train()
            return F.cross_entropy(net(x), y)

        def evaluate(net: Net, x, y):
            net.eval()
            with torch.no_grad():
                return F.mse_loss(net(x), F.one_hot(y, 3).float())
    """,
}

FOUND = {
    "training gets the softmax": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                z = self.fc(x)
                if self.training:
                    return F.softmax(z, dim=1)
                return z.argmax(1)

        def train(loader):
            net = Net()
            net.train()
            for x, y in loader:
                F.cross_entropy(net(x), y).backward()
    """,
    "training and inference get it": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                z = self.fc(x)
                if self.training:
                    z = F.dropout(z)
                return F.softmax(z, dim=1)

        net = Net()

        def step(x, y):
            return F.cross_entropy(net(x), y)
    """,
    "a mode that training sets": """
        class Net(nn.Module):
            def __init__(self, mode="test"):
                super().__init__()
                self.mode = mode
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                z = self.fc(x)
                if self.mode == "train":
                    return F.softmax(z, dim=1)
                return z

        net = Net(mode="train")

        def step(x, y):
            return F.cross_entropy(net(x), y)
    """,
    "an argument that says so": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x, softmax=False):
                z = self.fc(x)
                return F.softmax(z, dim=1) if softmax else z

        net = Net()

        def step(x, y):
            return F.cross_entropy(net(x, True), y)
    """,
    "a flag asked for twice": """
        def main(args, x, y):
            z = nn.Linear(4, 3)(x)
            if args.soft:
                z = F.softmax(z, dim=1)
            if args.soft:
                return F.cross_entropy(z, y)
            return F.nll_loss(F.log_softmax(z, dim=1), y)
    """,
    "under an if that has nothing to do with it": """
        def main(args, x, y):
            z = F.softmax(nn.Linear(4, 3)(x), dim=1)
            if args.verbose:
                print(z)
            return F.cross_entropy(z, y)
    """,
    "without gradients, too": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 3)

            def forward(self, x):
                return F.softmax(self.fc(x), dim=1)

        def evaluate(net: Net, x, y):
            net.eval()
            with torch.no_grad():
                return F.cross_entropy(net(x), y)
    """,
}


@pytest.mark.parametrize("program", FOUND.values(), ids=FOUND)
def test_what_meets_is_found(program: str) -> None:
    assert codes_in(IMPORTS + textwrap.dedent(program)) == ["LGT101"]


@pytest.mark.parametrize("program", SILENT.values(), ids=SILENT)
def test_what_never_meets_is_right(program: str) -> None:
    assert codes_in(IMPORTS + textwrap.dedent(program)) == []
