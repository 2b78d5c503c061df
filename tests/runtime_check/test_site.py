"""Several calls tell sigmoid outputs from scores that lie in [0, 1] by chance."""

from __future__ import annotations

import numpy as np
from logit_lint.runtime_check import Site, reference

from logit_lint.kinds import Kind

RANDOM = np.random.default_rng(0)


def batches(spread=1.0, shift=0.0, count=20):
    return [(RANDOM.normal(size=(16, 1)) * spread + shift).astype(np.float32) for _ in range(count)]


def test_the_eighteenth_call_decides():
    site = Site()
    verdicts = [site.see(reference.sigmoid(scores)) for scores in batches(count=19)]
    assert [verdict.kind for verdict in verdicts] == [None] * 17 + [Kind.PROBABILITIES] * 2
    last = verdicts[-1]
    assert (last.certain, last.elementwise, Kind.LOGITS in last.ruled_out) == (False, True, True)
    assert last.evidence[-1].startswith("all so on 19 calls, with medians from 0.")


def test_once_out_of_the_interval_never_sigmoids():
    site = Site()
    site.see([[-0.1], [0.5]])
    assert all(site.see(reference.sigmoid(scores)).kind is None for scores in batches())


def test_scores_that_jump_about_in_the_interval_stay_undecided():
    """One score at a time, twenty times: they may all lie in [0, 1] by chance."""
    places = np.random.default_rng(1).uniform(0.05, 0.9, 20)
    scores, sigmoids = Site(), Site()
    for place in places:
        assert scores.see([[place]]).kind is None
        verdict = sigmoids.see([[0.4 + place / 5]])
    assert verdict.kind is Kind.PROBABILITIES


def test_sigmoids_that_training_drives_to_an_end_are_told_by_where_they_began():
    site = Site()
    for shift in np.linspace(0.0, -4.0, 20):
        verdict = site.see(reference.sigmoid(batches(shift=shift, count=1)[0]))
    assert verdict.kind is Kind.PROBABILITIES


def test_scores_around_zero_and_relu_outputs_stay_undecided():
    for make in (lambda scores: np.abs(scores), lambda scores: np.maximum(scores, 0.0)):
        site = Site()
        assert all(site.see(make(scores)).kind is None for scores in batches(spread=0.1))


def test_a_prior_bias_stays_undecided():
    site = Site()
    assert all(site.see(reference.sigmoid(scores)).kind is None for scores in batches(shift=-4.6))


def test_a_call_that_tells_is_believed():
    site = Site()
    assert site.see(batches(spread=5.0)[0]).kind is Kind.LOGITS
    assert site.see(reference.softmax(RANDOM.normal(size=(16, 3)))).kind is Kind.PROBABILITIES
    assert site.see(np.zeros((0, 3))).kind is None
    assert site.see(np.array([1, 2, 3])).kind is Kind.INDICES


def test_big_batches_cost_no_median_of_all():
    site = Site()
    big = np.broadcast_to(np.float32(0.4), (1000, 1000))
    for _ in range(18):
        verdict = site.see(big)
    assert verdict.kind is Kind.PROBABILITIES
