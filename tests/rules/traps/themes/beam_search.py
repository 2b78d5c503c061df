# ---- pytorch: sums of log-probabilities, with a length penalty
import torch
import torch.nn.functional as F


def beam_step(decoder, beams, scores, k, alpha=0.6):
    log_probs = F.log_softmax(decoder(beams)[:, -1], dim=-1)
    total = scores.unsqueeze(1) + log_probs
    best, index = total.view(-1).topk(k)
    penalty = ((5 + beams.size(1)) / 6) ** alpha
    return best, best / penalty, index // log_probs.size(1), index % log_probs.size(1)

# ---- pytorch: probabilities of a finished hypothesis
import math

import torch


def report(hypotheses):
    scored = [(h.tokens, h.score / len(h.tokens)) for h in hypotheses]
    return [(tokens, math.exp(score)) for tokens, score in sorted(scored, key=lambda pair: -pair[1])]

# ---- tensorflow: gathered states
import tensorflow as tf


def step(logits, alive_log_probs, beam_size, vocab_size):
    candidate = logits - tf.reduce_logsumexp(logits, axis=2, keepdims=True)
    log_probs = candidate + tf.expand_dims(alive_log_probs, axis=2)
    flat = tf.reshape(log_probs, [-1, beam_size * vocab_size])
    top, ids = tf.nn.top_k(flat, k=2 * beam_size)
    return top, ids // vocab_size, ids % vocab_size

# ---- jax: in a loop of the library
import jax
import jax.numpy as jnp


def grow(state, decoder):
    log_probs = jax.nn.log_softmax(decoder(state["tokens"]))
    scores = state["scores"][:, None] + log_probs
    best, index = jax.lax.top_k(scores.reshape(-1), state["scores"].shape[0])
    return {**state, "scores": best, "parent": index // log_probs.shape[-1]}

# ---- numpy: plain Python
import numpy as np


def beam_search(probabilities, k):
    sequences = [([], 0.0)]
    for row in probabilities:
        candidates = [(seq + [j], score - np.log(p)) for seq, score in sequences for j, p in enumerate(row)]
        sequences = sorted(candidates, key=lambda pair: pair[1])[:k]
    return sequences
