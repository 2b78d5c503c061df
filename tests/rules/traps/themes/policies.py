# ---- pytorch: REINFORCE
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Categorical


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.affine1 = nn.Linear(4, 128)
        self.affine2 = nn.Linear(128, 2)

    def forward(self, x):
        return F.softmax(self.affine2(F.relu(self.affine1(x))), dim=1)


policy = Policy()


def select_action(state, saved):
    m = Categorical(policy(state))
    action = m.sample()
    saved.append(m.log_prob(action))
    return action.item()


def finish_episode(saved, returns):
    return torch.cat([-log_prob * R for log_prob, R in zip(saved, returns)]).sum()

# ---- pytorch: PPO's ratio
import torch
from torch.distributions import Categorical


def ppo_loss(scores, actions, old_log_probs, advantages, clip=0.2):
    dist = Categorical(logits=scores)
    ratio = torch.exp(dist.log_prob(actions) - old_log_probs)
    clipped = torch.clamp(ratio, 1 - clip, 1 + clip)
    return -torch.min(ratio * advantages, clipped * advantages).mean() - 0.01 * dist.entropy().mean()

# ---- pytorch: the squashed Gaussian of SAC
import torch


def sample(mean, log_std, eps=1e-6):
    normal = torch.distributions.Normal(mean, log_std.clamp(-20, 2).exp())
    z = normal.rsample()
    action = torch.tanh(z)
    log_prob = normal.log_prob(z) - torch.log(1 - action.pow(2) + eps)
    return action, log_prob.sum(-1, keepdim=True)

# ---- tensorflow: the fused loss as minus log-probability
import tensorflow as tf


def policy_loss(scores, actions, advantages):
    neglogp = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=actions, logits=scores)
    p = tf.nn.softmax(scores)
    entropy = tf.nn.softmax_cross_entropy_with_logits(labels=p, logits=scores)
    return tf.reduce_mean(advantages * neglogp) - 0.01 * tf.reduce_mean(entropy)

# ---- jax: an actor and a critic
import jax
import jax.numpy as jnp


def loss_of(params, states, actions, returns):
    scores = states @ params["actor"]
    log_probs = jax.nn.log_softmax(scores)
    chosen = jnp.take_along_axis(log_probs, actions[:, None], axis=1)[:, 0]
    values = (states @ params["critic"])[:, 0]
    advantages = jax.lax.stop_gradient(returns - values)
    return -(chosen * advantages).mean() + 0.5 * ((returns - values) ** 2).mean()
