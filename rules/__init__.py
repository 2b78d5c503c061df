"""The built-in rules: one file each, from what it finds down to how."""

from .lgt101_double_softmax import DoubleSoftmax
from .lgt102_double_sigmoid import DoubleSigmoid
from .lgt103_log_probs_as_logits import LogProbsAsLogits
from .lgt104_nested_normalisation import NestedNormalisation
from .lgt105_probs_as_sampler_logits import ProbsAsSamplerLogits
from .lgt106_bounded_logits import BoundedLogits
from .lgt201_logits_as_probs import LogitsAsProbs
from .lgt202_nll_without_log_softmax import NllWithoutLogSoftmax
from .lgt203_kl_div_input_not_log import KlDivInputNotLog
from .lgt204_log_of_logits import LogOfLogits
from .lgt205_prob_as_log_prob import ProbAsLogProb
from .lgt206_ctc_input_kind import CtcInputKind
from .lgt301_from_logits_true_on_probs import FromLogitsTrueOnProbs
from .lgt302_from_logits_false_on_logits import FromLogitsFalseOnLogits
from .lgt401_log_of_softmax import LogOfSoftmax
from .lgt402_log_of_sigmoid import LogOfSigmoid
from .lgt403_epsilon_log import EpsilonLog
from .lgt404_manual_cross_entropy import ManualCrossEntropy
from .lgt405_manual_binary_cross_entropy import ManualBinaryCrossEntropy
from .lgt406_manual_softmax import ManualSoftmax
from .lgt407_manual_log_sum_exp import ManualLogSumExp
from .lgt408_manual_sigmoid import ManualSigmoid
from .lgt409_manual_logit import ManualLogit
from .lgt410_unfused_loss import UnfusedLoss
from .lgt411_manual_softplus import ManualSoftplus
from .lgt501_softmax_single_unit import SoftmaxSingleUnit
from .lgt502_softmax_missing_axis import SoftmaxMissingAxis
from .lgt503_softmax_batch_axis import SoftmaxBatchAxis
from .lgt504_activation_loss_mismatch import ActivationLossMismatch
from .lgt505_redundant_softmax_argmax import RedundantSoftmaxArgmax
from .lgt506_logits_threshold import LogitsThreshold
from .lgt507_temperature_after_softmax import TemperatureAfterSoftmax
from .lgt601_swapped_labels_logits import SwappedLabelsLogits
from .lgt602_one_hot_to_sparse import OneHotToSparse
from .lgt603_indices_to_dense import IndicesToDense
from .lgt604_logits_as_labels import LogitsAsLabels
from .lgt605_tensor_to_constructor import TensorToConstructor
from .lgt701_misleading_name import MisleadingName
from .lgt900_syntax_error import SyntaxErrorRule

RULES = (
    DoubleSoftmax,
    DoubleSigmoid,
    LogProbsAsLogits,
    NestedNormalisation,
    ProbsAsSamplerLogits,
    BoundedLogits,
    LogitsAsProbs,
    NllWithoutLogSoftmax,
    KlDivInputNotLog,
    LogOfLogits,
    ProbAsLogProb,
    CtcInputKind,
    FromLogitsTrueOnProbs,
    FromLogitsFalseOnLogits,
    LogOfSoftmax,
    LogOfSigmoid,
    EpsilonLog,
    ManualCrossEntropy,
    ManualBinaryCrossEntropy,
    ManualSoftmax,
    ManualLogSumExp,
    ManualSigmoid,
    ManualLogit,
    UnfusedLoss,
    ManualSoftplus,
    SoftmaxSingleUnit,
    SoftmaxMissingAxis,
    SoftmaxBatchAxis,
    ActivationLossMismatch,
    RedundantSoftmaxArgmax,
    LogitsThreshold,
    TemperatureAfterSoftmax,
    SwappedLabelsLogits,
    OneHotToSparse,
    IndicesToDense,
    LogitsAsLabels,
    TensorToConstructor,
    MisleadingName,
    SyntaxErrorRule,
)
