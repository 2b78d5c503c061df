# ---- pytorch: hard pseudo-labels above a threshold (FixMatch)
import torch
import torch.nn.functional as F


def loss_of(model, weak, strong, threshold=0.95):
    with torch.no_grad():
        probs = torch.softmax(model(weak), dim=-1)
        confidence, pseudo = probs.max(dim=-1)
        mask = confidence.ge(threshold).float()
    return (F.cross_entropy(model(strong), pseudo, reduction="none") * mask).mean()

# ---- pytorch: the arg-max as a one-hot row
import torch
import torch.nn.functional as F


def loss_of(student, teacher, x):
    with torch.no_grad():
        target = F.one_hot(teacher(x).argmax(dim=1), 10).float()
    return F.cross_entropy(student(x), target)

# ---- tensorflow: one-hot targets of the double network
import tensorflow as tf


def q_loss(online, target, states, actions, rewards, next_states, gamma):
    best = tf.one_hot(tf.argmax(online(next_states), axis=1), 4)
    bootstrap = tf.reduce_sum(target(next_states) * best, axis=1)
    chosen = tf.reduce_sum(online(states) * tf.one_hot(actions, 4), axis=1)
    return tf.reduce_mean(tf.square(rewards + gamma * bootstrap - chosen))

# ---- keras: to_categorical and a softmax head
import keras
import numpy as np

teacher = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
student = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
student.compile(optimizer="adam", loss="categorical_crossentropy")


def fit(x):
    hard = keras.utils.to_categorical(np.argmax(teacher.predict(x), axis=1), 10)
    student.fit(x, hard)

# ---- jax: integer labels from a teacher
import jax
import jax.numpy as jnp
import optax


def loss_of(student_scores, teacher_scores):
    labels = jax.nn.one_hot(jnp.argmax(teacher_scores, axis=-1), 10)
    return optax.softmax_cross_entropy(student_scores, labels).mean()
