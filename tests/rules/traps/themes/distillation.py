# ---- pytorch: soft targets and hard labels
import torch
import torch.nn.functional as F


def distillation_loss(student_logits, teacher_logits, labels, T=4.0, alpha=0.9):
    soft = F.kl_div(
        F.log_softmax(student_logits / T, dim=1),
        F.softmax(teacher_logits / T, dim=1),
        reduction="batchmean",
    )
    return alpha * T * T * soft + (1 - alpha) * F.cross_entropy(student_logits, labels)

# ---- pytorch: DINO, centred and sharpened
import torch
import torch.nn.functional as F


def dino_loss(student_out, teacher_out, center, student_temp=0.1, teacher_temp=0.04):
    teacher_probs = F.softmax((teacher_out - center) / teacher_temp, dim=-1).detach()
    return torch.sum(-teacher_probs * F.log_softmax(student_out / student_temp, dim=-1), dim=-1).mean()

# ---- pytorch: both in log space
import torch.nn as nn
import torch.nn.functional as F

criterion = nn.KLDivLoss(reduction="batchmean", log_target=True)


def loss_of(student, teacher, x):
    return criterion(F.log_softmax(student(x), dim=1), F.log_softmax(teacher(x), dim=1))

# ---- keras: as in the guide
import keras
from keras import ops


class Distiller(keras.Model):
    def __init__(self, student, teacher):
        super().__init__()
        self.student, self.teacher = student, teacher

    def compile(self, optimizer, metrics, student_loss_fn, distillation_loss_fn, alpha=0.1, temperature=3):
        super().compile(optimizer=optimizer, metrics=metrics)
        self.student_loss_fn, self.distillation_loss_fn = student_loss_fn, distillation_loss_fn
        self.alpha, self.temperature = alpha, temperature

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
        teacher_pred = self.teacher(x, training=False)
        student_loss = self.student_loss_fn(y, y_pred)
        distillation_loss = self.distillation_loss_fn(
            ops.softmax(teacher_pred / self.temperature, axis=1), ops.softmax(y_pred / self.temperature, axis=1)
        ) * (self.temperature**2)
        return self.alpha * student_loss + (1 - self.alpha) * distillation_loss


student = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10)])
teacher = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10)])
distiller = Distiller(student, teacher)
distiller.compile(
    optimizer="adam",
    metrics=[],
    student_loss_fn=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    distillation_loss_fn=keras.losses.KLDivergence(),
)

# ---- jax: the teacher's distribution is the label
import jax
import optax


def loss_of(student_scores, teacher_scores, temperature):
    targets = jax.lax.stop_gradient(jax.nn.softmax(teacher_scores / temperature))
    return temperature**2 * optax.softmax_cross_entropy(student_scores / temperature, targets).mean()
