"""Writes noncentral_t.csv: quadrature of Phi(t s - delta), or its complement, against the density of s = sqrt(chi2/df), in 30 digits.

    /usr/bin/python3 make_noncentral_grid.py

Made with Python 3.11, mpmath 1.2.1, and numpy 1.24 and scipy 1.10 (which only place the points). Columns as in make_grids.py.
"""
import random

import numpy as np
from mpmath import mp, mpf, exp, log, loggamma, sqrt, erfc, pi
from scipy.special import gammaln, log_ndtr

from make_grids import BITS, TAILS, in_range, representable, write


def noncentral_points(df, delta):
    """Places t where the tails are about the wanted size: trapezoids in u = ln s, in double precision."""
    u = np.linspace(-720 / df - 5 / df ** 0.5, 3 + 30 / df ** 0.5, 60001)
    s = np.exp(u)
    base = df * u - df * s * s / 2 + (df / 2) * np.log(df / 2) + np.log(2) - gammaln(df / 2) + np.log(u[1] - u[0])

    def log_tail(t, lower):
        g = base + log_ndtr((t * s - delta) if lower else (delta - t * s))
        top = g.max()
        return top + np.log(np.exp(g - top).sum())

    def place(p, lower):
        lo, hi = -1.0, 1.0
        sign = 1 if lower else -1
        f = lambda w: sign * (log_tail(np.sinh(w), lower) - np.log(p))
        while f(lo) > 0 and lo > -340:
            lo *= 1.5
        while f(hi) < 0 and hi < 340:
            hi *= 1.5
        for _ in range(60):
            mid = (lo + hi) / 2
            lo, hi = (mid, hi) if f(mid) < 0 else (lo, mid)
        return float(np.sinh((lo + hi) / 2))
    return place


def noncentral_value(t, df, delta, kind):
    """kind: lower, upper, density."""
    t, n, d = mpf(t), mpf(df), mpf(delta)
    scale = n / 2 * log(n / 2) + log(mpf(2)) - loggamma(n / 2)

    def log_integrand(u):
        s = exp(u)
        base = scale + n * u - n * s * s / 2
        z = t * s - d
        if kind == "density":
            return base + u - z * z / 2 - log(2 * pi) / 2
        z = z if kind == "lower" else -z
        if z < -200:   # far outside what counts; only to guide the search for the peak
            return base - z * z / 2
        return base + log(erfc(-z / sqrt(mpf(2))) / 2)

    # the peak by golden section from a scan, then outwards until 34 digits down
    width = 1 / sqrt(2 * n)
    scan = [mpf(i) / 4 for i in range(-1500, 21)]
    best = max(scan, key=log_integrand)
    lo, hi = best - mpf("0.25"), best + mpf("0.25")
    for _ in range(60):
        third = (hi - lo) / 3
        if log_integrand(lo + third) < log_integrand(hi - third):
            lo = lo + third
        else:
            hi = hi - third
    peak = (lo + hi) / 2
    top = log_integrand(peak)
    step = min(width, 1 / (1 + abs(d) + min(abs(t) * exp(peak), abs(d) + 40)))

    def edge(direction):
        w = step
        while log_integrand(peak + direction * w) > top - 80:
            w *= mpf("1.3")
        return peak + direction * w
    left, right = edge(-1), edge(1)
    # trapezoids in u converge exponentially for this entire integrand; halve until two rounds agree
    h = step
    values = {}

    def trapezoid(h):
        total = mpf(0)
        k = 0
        while peak + k * h <= right:
            total += f(peak + k * h)
            k += 1
        k = -1
        while peak + k * h >= left:
            total += f(peak + k * h)
            k -= 1
        return total * h

    def f(u):
        if u not in values:
            values[u] = exp(log_integrand(u) - top)
        return values[u]
    before = trapezoid(h)
    while True:
        h /= 2
        after = trapezoid(h)
        if abs(after - before) < mpf(10) ** -16 * after:
            return after * exp(top)
        before = after


def noncentral_t():
    rng, rows = random.Random(10), []
    mp.dps = 30
    dfs = [2, 2.5, 3, 4.7, 7, 10, 15.5, 30, 58.3, 100, 333.3, 1000, 10000]
    deltas = [-10, -4.2, -1, -0.1, 0.3, 1, 2.5, 3.8, 7, 12.5, 20, 30, 37.5, 40]
    for df in dfs:
        for delta in rng.sample(deltas, 8):
            place = noncentral_points(df, delta)
            points = [(rng.choice(TAILS[:8]), True), (rng.choice(TAILS[:8]), False), (rng.choice(TAILS[8:-6]), rng.random() < 0.5), (rng.uniform(0.02, 0.5), rng.random() < 0.5)]
            if rng.random() < 0.3:
                points.append((1e-300, rng.random() < 0.5))
            for p, lower in points:
                x = place(p, lower)
                if not in_range(x) or abs(x) > 1e154:
                    continue
                low, up, density = (noncentral_value(x, df, delta, k) for k in ("lower", "upper", "density"))
                if abs(low + up - 1) > mpf(10) ** -16:
                    raise ArithmeticError((x, df, delta, low, up))
                if in_range(low, up):
                    rows.append([float(df), float(delta), "lower" if lower else "upper", float(low if lower else up), x, float(low), float(up), representable(density)])
        print(df, end=" ", flush=True)
    mp.prec = BITS
    write("noncentral_t", ["df", "delta", "tail", "probability", "x", "cdf", "survival", "density"], rows)


if __name__ == "__main__":
    noncentral_t()
