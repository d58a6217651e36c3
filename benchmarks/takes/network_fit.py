"""Fitting a small network of states by gradient descent: AdamW, dropout, one cycle of the rate.

Sources: Kingma and Ba 2015 (Adam), Loshchilov and Hutter 2019 (weight decay apart), Srivastava
2014 (dropout), Smith 2018 (one cycle). Plain numpy: there are ten thousand weights.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

Layers = list[list[np.ndarray]]

#: Part of the steps in which the rate rises.
_WARM = 0.1


def fitted_network(
    values: np.ndarray,
    states: np.ndarray,
    hidden: tuple[int, ...],
    *,
    seed: int,
    epochs: int = 4,
    batch: int = 1024,
    rate: float = 2.5e-3,
    decay: float = 0.05,
    dropout: float = 0.15,
    weights: np.ndarray | None = None,
) -> Layers:
    """Layers [weights (in, out), biases (out,)] that give log odds of 4 states.

    values: (samples, numbers) standardised; states: (samples,) places of the true state. weights:
    (samples,) how often each is drawn beside the others; None is alike.
    """
    random = np.random.default_rng(seed)
    sizes = (values.shape[1], *hidden, 4)
    layers: Layers = [
        [
            random.normal(0.0, np.sqrt(2.0 / a), (a, b)).astype(np.float32),
            np.zeros(b, np.float32),
        ]
        for a, b in pairwise(sizes)
    ]
    first = [[np.zeros_like(one) for one in layer] for layer in layers]
    second = [[np.zeros_like(one) for one in layer] for layer in layers]
    steps = epochs * (len(values) // batch)
    step = 0
    drawn = None if weights is None else np.cumsum(weights) / np.sum(weights)
    for _ in range(epochs):
        if drawn is None:
            order = random.permutation(len(values))
        else:
            order = np.searchsorted(drawn, random.random(len(values))).clip(0, len(values) - 1)
        for start in range(0, len(values) - batch + 1, batch):
            some = order[start : start + batch]
            step += 1
            slopes = _slopes(layers, values[some], states[some], dropout, random)
            now = rate * _cycle(step / steps)
            for k, layer in enumerate(layers):
                for j, slope in enumerate(slopes[k]):
                    first[k][j] += 0.1 * (slope - first[k][j])
                    second[k][j] += 0.001 * (slope * slope - second[k][j])
                    size = np.sqrt(second[k][j] / (1.0 - 0.999**step)) + 1e-8
                    move = first[k][j] / (1.0 - 0.9**step) / size
                    layer[j] -= (now * (move + (decay * layer[j] if j == 0 else 0.0))).astype(
                        np.float32
                    )
    return layers


def _cycle(done: float) -> float:
    """The part of the rate: up while it warms up, then down a cosine."""
    if done < _WARM:
        return done / _WARM
    return 0.5 * (1.0 + float(np.cos(np.pi * (done - _WARM) / (1.0 - _WARM))))


def log_chances(values: np.ndarray, layers: Layers) -> np.ndarray:
    """(samples, 4) log probabilities."""
    for weights, biases in layers[:-1]:
        values = np.maximum(values @ weights + biases, 0.0)
    return _log_softmax(values @ layers[-1][0] + layers[-1][1])


def _slopes(
    layers: Layers,
    values: np.ndarray,
    states: np.ndarray,
    dropout: float,
    random: np.random.Generator,
) -> list[tuple[np.ndarray, np.ndarray]]:
    """The gradient of the mean cross entropy, by layer."""
    kept: list[np.ndarray] = [values]
    masks: list[np.ndarray] = []
    for weights, biases in layers[:-1]:
        reached = np.maximum(kept[-1] @ weights + biases, 0.0)
        mask = (random.random(reached.shape, dtype=np.float32) > dropout) / np.float32(1 - dropout)
        masks.append(mask)
        kept.append(reached * mask)
    error = np.exp(_log_softmax(kept[-1] @ layers[-1][0] + layers[-1][1]))
    error[np.arange(len(states)), states] -= 1.0
    error /= len(states)
    slopes: list[tuple[np.ndarray, np.ndarray]] = []
    for k in range(len(layers) - 1, -1, -1):
        slopes.insert(0, (kept[k].T @ error, error.sum(axis=0)))
        if k:
            error = (error @ layers[k][0].T) * (kept[k] > 0.0) * masks[k - 1]
    return slopes


def _log_softmax(odds: np.ndarray) -> np.ndarray:
    odds = odds - odds.max(axis=1, keepdims=True)
    return odds - np.log(np.exp(odds).sum(axis=1, keepdims=True))
