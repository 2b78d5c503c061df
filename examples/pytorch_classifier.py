"""Train a small image classifier with PyTorch. There is a mistake in it: run logit-lint."""

import torch
import torch.nn.functional as F
from torch import nn


class Classifier(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
        )
        self.head = nn.Linear(32, classes)

    def forward(self, images):
        scores = self.head(self.features(images))
        return F.softmax(scores, dim=1)


def train(loader, epochs=3):
    model = Classifier()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(epochs):
        for images, labels in loader:
            predicted = model(images)
            loss = criterion(predicted, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model


if __name__ == "__main__":
    images = torch.randn(256, 1, 28, 28)
    labels = torch.randint(0, 10, (256,))
    train([(images[i : i + 32], labels[i : i + 32]) for i in range(0, 256, 32)])
