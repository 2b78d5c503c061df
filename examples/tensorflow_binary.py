"""Train a binary classifier in a custom TensorFlow loop. There is a mistake in it: run logit-lint."""

import tensorflow as tf

weights = tf.Variable(tf.random.normal((20, 1), stddev=0.1))
bias = tf.Variable(tf.zeros((1,)))
optimizer = tf.keras.optimizers.SGD(0.1)
loss_of = tf.keras.losses.BinaryCrossentropy(from_logits=True)


def predict(features):
    return tf.sigmoid(tf.matmul(features, weights) + bias)


@tf.function
def step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_of(labels, predict(features))
    gradients = tape.gradient(loss, [weights, bias])
    optimizer.apply_gradients(zip(gradients, [weights, bias]))
    return loss


if __name__ == "__main__":
    features = tf.random.normal((256, 20))
    labels = tf.cast(tf.reduce_sum(features, axis=1, keepdims=True) > 0, tf.float32)
    for _ in range(20):
        step(features, labels)
