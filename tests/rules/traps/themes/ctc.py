# ---- pytorch: log-softmax in the model, time first
import torch.nn as nn
import torch.nn.functional as F


class CRNN(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.rnn = nn.LSTM(512, 256, bidirectional=True)
        self.fc = nn.Linear(512, classes)

    def forward(self, x):
        out, _ = self.rnn(x)
        return F.log_softmax(self.fc(out), dim=2)


model = CRNN(80)
criterion = nn.CTCLoss(blank=0, zero_infinity=True)


def loss_of(x, targets, input_lengths, target_lengths):
    return criterion(model(x), targets, input_lengths, target_lengths)

# ---- pytorch: one head for CTC, one for attention
import torch.nn as nn
import torch.nn.functional as F

ctc_head, decoder = nn.Linear(256, 5000), nn.Linear(256, 5000)


def loss_of(encoded, decoded, targets, in_lengths, out_lengths):
    ctc = F.ctc_loss(ctc_head(encoded).transpose(0, 1).log_softmax(-1), targets, in_lengths, out_lengths)
    attention = F.cross_entropy(decoder(decoded).transpose(1, 2), targets, ignore_index=-1)
    return 0.3 * ctc + 0.7 * attention

# ---- pytorch: decoding takes the best path
import torch


def greedy(emission, labels, blank=0):
    indices = torch.unique_consecutive(torch.argmax(emission, dim=-1), dim=-1)
    return "".join(labels[i] for i in indices if i != blank)

# ---- tensorflow: raw scores, decoded by beam search
import tensorflow as tf


def loss_and_decode(scores, labels, label_length, logit_length):
    loss = tf.nn.ctc_loss(labels, scores, label_length, logit_length, logits_time_major=True, blank_index=-1)
    decoded, _ = tf.nn.ctc_beam_search_decoder(scores, logit_length)
    return tf.reduce_mean(loss), decoded[0]

# ---- keras: probabilities, as the backend of Keras 2 takes them
import tensorflow as tf


class CTCLayer(tf.keras.layers.Layer):
    def call(self, y_true, y_pred, input_length, label_length):
        self.add_loss(tf.keras.backend.ctc_batch_cost(y_true, y_pred, input_length, label_length))
        return y_pred


def build(x, labels, input_length, label_length):
    x = tf.keras.layers.Dense(80, activation="softmax")(x)
    return CTCLayer()(labels, x, input_length, label_length)

# ---- jax: Optax takes raw scores
import optax


def loss_of(params, features, paddings, labels, label_paddings):
    return optax.ctc_loss(features @ params["w"] + params["b"], paddings, labels, label_paddings).mean()
