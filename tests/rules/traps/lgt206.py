"""Right code that looks like a CTC loss given the wrong kind."""

import jax
import jax.numpy as jnp
import keras
import numpy as np
import optax
import tensorflow as tf
import torch
import torch.nn as nn
import torch.nn.functional as F
from keras import layers

# ---- PyTorch: log-softmax, and time goes first
class Recogniser(nn.Module):
    def __init__(self, features, classes):
        super().__init__()
        self.rnn = nn.LSTM(features, 256, bidirectional=True)
        self.head = nn.Linear(512, classes)

    def forward(self, x):
        x, _ = self.rnn(x)
        return F.log_softmax(self.head(x), dim=2)

criterion = nn.CTCLoss(blank=0, zero_infinity=True)

def a(model: Recogniser, x, y, lengths, y_lengths):
    return criterion(model(x), y, lengths, y_lengths)

# ---- PyTorch: log-softmax, then transposed to time first
def b(net, x, y, lengths, y_lengths):
    log_probs = net(x).log_softmax(-1).permute(1, 0, 2)
    return F.ctc_loss(log_probs, y, lengths, y_lengths)

# ---- TensorFlow takes raw scores, and decodes them
def c(features, labels, label_length, logit_length):
    logits = layers.Dense(30)(features)
    loss = tf.nn.ctc_loss(labels, logits, label_length, logit_length, logits_time_major=False)
    decoded, _ = tf.nn.ctc_greedy_decoder(tf.transpose(logits, [1, 0, 2]), logit_length)
    return loss, decoded

# ---- the backend of Keras 2 takes probabilities
def d(features, labels, input_length, label_length):
    y_pred = layers.Dense(30, activation="softmax", name="softmax")(features)
    return tf.keras.backend.ctc_batch_cost(labels, y_pred, input_length, label_length)

# ---- Optax takes raw scores; the probabilities are for showing
def e(params, features, paddings, labels, label_paddings):
    scores = features @ params["w"] + params["b"]
    loss = optax.ctc_loss(scores, paddings, labels, label_paddings).mean()
    return loss, jax.nn.softmax(scores)

# ---- Keras 3: a loss on the output of a layer without activation
def f():
    model = keras.Sequential([layers.LSTM(128, return_sequences=True), layers.Dense(30)])
    model.compile(optimizer="adam", loss=keras.losses.CTC())
    return model
