"""What rows of scikit-learn are called with; classifiers are fitted with four classes, which all examples have."""

from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

_BITS = np.array([0, 1, 1, 0, 1, 0, 1, 0])
_SCORES = np.array([0.2, 0.7, 0.6, 0.4, 0.9, 0.1, 0.3, 0.8])
_CLASSES = np.arange(48) % 4
_FEATURES = np.random.default_rng(4).integers(0, 3, size=(48, 4)) + 2 * np.eye(4, dtype=int)[_CLASSES]
_SETS = [(0, 1), (2,), (3,), (1, 2)]
_MEMBERS = np.array([[1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 1, 1, 0]])
_ONE = LogisticRegression()
_SEVERAL = np.stack([_CLASSES > 1, _CLASSES % 2], axis=1).astype(int)

_CURVE = {"y_true": _BITS, "y_score": _SCORES}
_ENCODED = {"y": _CLASSES}

OVERRIDES: dict[str, dict[str, Any]] = {
    "sklearn.mixture.GaussianMixture": {"n_components": 2},
    **{f"sklearn.metrics.{name}": _CURVE for name in ("roc_curve", "precision_recall_curve", "det_curve")},
    "sklearn.metrics.class_likelihood_ratios": {"y_true": _BITS, "y_pred": np.roll(_BITS, 1)},
    **{f"sklearn.preprocessing.LabelBinarizer.{name}": _ENCODED for name in ("fit", "fit_transform", "transform")},
    "sklearn.preprocessing.LabelBinarizer.inverse_transform": {"Y": np.eye(4)},
    "sklearn.preprocessing.label_binarize": {"y": _CLASSES, "classes": [0, 1, 2, 3]},
    **{
        f"sklearn.preprocessing.MultiLabelBinarizer.{name}": {"y": _SETS}
        for name in ("fit", "fit_transform", "transform")
    },
    "sklearn.preprocessing.MultiLabelBinarizer.inverse_transform": {"yt": _MEMBERS},
    **{f"sklearn.preprocessing.LabelEncoder.{name}": _ENCODED for name in ("fit", "fit_transform", "transform")},
    "sklearn.preprocessing.LabelEncoder.inverse_transform": {"y": np.arange(4)},
    "sklearn.preprocessing.OneHotEncoder": {"sparse_output": False},
    **{
        f"sklearn.preprocessing.OneHotEncoder.{name}": {"X": _FEATURES}
        for name in ("fit", "fit_transform", "transform")
    },
    "sklearn.base.ClassifierMixin.fit": {"X": _FEATURES, "y": _CLASSES},
    "sklearn.base.ClassifierMixin.partial_fit": {"X": _FEATURES, "y": _CLASSES},
    "sklearn.preprocessing.OneHotEncoder.inverse_transform": {"X": np.tile(np.eye(5), (1, 4))},
    "sklearn.naive_bayes.CategoricalNB.predict_joint_log_proba": {"X": _FEATURES},
    "sklearn.multiclass.OneVsRestClassifier": {"estimator": _ONE},
    "sklearn.multioutput.ClassifierChain": {"estimator": _ONE},
    "sklearn.multioutput.ClassifierChain.fit": {"X": _FEATURES, "y": _SEVERAL},
    "sklearn.multioutput.MultiOutputClassifier": {"estimator": _ONE},
    "sklearn.multioutput.MultiOutputClassifier.fit": {"X": _FEATURES, "y": _SEVERAL},
    "sklearn.model_selection.GridSearchCV": {"estimator": _ONE, "param_grid": {"C": [0.1, 1.0]}},
    "sklearn.model_selection.GridSearchCV.fit": {"X": _FEATURES, "y": _CLASSES},
    "sklearn.pipeline.Pipeline": {"steps": [("last", _ONE)]},
    "sklearn.pipeline.Pipeline.fit": {"X": _FEATURES, "y": _CLASSES},
    "sklearn.model_selection.cross_val_predict": {
        "estimator": _ONE,
        "X": _FEATURES,
        "y": _CLASSES,
        "method": "predict_proba",
    },
}
