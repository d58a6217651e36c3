"""How the axes of a rotation vector turn with the vector itself.

A change dw of a joint's rotation vector w turns what hangs on it about J(w) dw, with the left
Jacobian J(w) = 1 + b [w] + c [w]^2. A force that pulls by h along the three dw has the torque
t with J't = h, and the second derivative that comes of the axes is t . (dJ/dw_j e_i). Source:
Sola, Deray, Atchuthan, A micro Lie theory for state estimation (2018), eq. 145, differentiated.
"""

from __future__ import annotations

import numpy as np
from numba import njit

#: Below this angle (radians, squared) the coefficients come from their series.
_SMALL = 1e-2


@njit(cache=True, nogil=True)
def add_turning_of_axes(w, pull, first, block):
    """block[first + i, first + j] (j >= i) += the mean over both orders of t . dJ/dw_j e_i."""
    wx, wy, wz = w[0], w[1], w[2]
    squared = wx * wx + wy * wy + wz * wz
    if squared < 1e-12:
        return
    c, b_slope, c_slope, e = _coefficients(squared)
    # t = J^-T pull, and J^-1 = 1 - [w] / 2 + e [w]^2
    once, twice = np.empty(3), np.empty(3)
    _cross(w, pull, once)
    _cross(w, once, twice)
    t = np.empty(3)
    for i in range(3):
        t[i] = pull[i] + 0.5 * once[i] + e * twice[i]
    # t . ([w] e_i) = (t x w)_i and t . ([w]^2 e_i) = w_i (w . t) - |w|^2 t_i
    along = w[0] * t[0] + w[1] * t[1] + w[2] * t[2]
    across = np.empty(3)
    _cross(t, w, across)
    for i in range(3):
        double_i = w[i] * along - squared * t[i]
        for j in range(i, 3):
            double_j = w[j] * along - squared * t[j]
            value = 0.5 * b_slope * (w[j] * across[i] + w[i] * across[j])
            value += 0.5 * c_slope * (w[j] * double_i + w[i] * double_j)
            # [e_j][w] + [w][e_j] = w e_j' + e_j w' - 2 w_j, both orders taken together
            value -= 0.5 * c * (w[j] * t[i] + w[i] * t[j])
            if i == j:
                value += c * along
            block[first + i, first + j] += value


@njit(cache=True, nogil=True)
def _coefficients(squared):
    """c, the slopes db/dw_j / w_j and dc/dw_j / w_j, and e of the inverse Jacobian."""
    if squared < _SMALL:
        c = 1.0 / 6.0 - squared / 120.0 + squared * squared / 5040.0
        b_slope = -1.0 / 12.0 + squared / 180.0 - squared * squared / 6720.0
        c_slope = -1.0 / 60.0 + squared / 1260.0 - squared * squared / 60480.0
        e = 1.0 / 12.0 + squared / 720.0 + squared * squared / 30240.0
        return c, b_slope, c_slope, e
    angle = np.sqrt(squared)
    sine, cosine = np.sin(angle), np.cos(angle)
    c = (angle - sine) / (squared * angle)
    b_slope = (angle * sine - 2.0 * (1.0 - cosine)) / (squared * squared)
    c_slope = (3.0 * sine - 2.0 * angle - angle * cosine) / (squared * squared * angle)
    e = 1.0 / squared - (1.0 + cosine) / (2.0 * angle * sine)
    return c, b_slope, c_slope, e


@njit(cache=True, nogil=True)
def _cross(a, b, product):
    product[0] = a[1] * b[2] - a[2] * b[1]
    product[1] = a[2] * b[0] - a[0] * b[2]
    product[2] = a[0] * b[1] - a[1] * b[0]
