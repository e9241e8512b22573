"""Prints the polynomial coefficients that src/KpiLab.Statistics/Distributions holds as constants.

Every table is a Chebyshev interpolant of a function evaluated with 60 digits, truncated where the terms fall below 2e-18 of the
largest and rewritten in powers of the variable scaled to [-1, 1]; or a Taylor series, from its defining recurrence.
Made with Python 3.11 and mpmath 1.2.1: /usr/bin/python3 make_coefficients.py
"""
from mpmath import mp, mpf, cos, pi, erfc, exp, sqrt, log, loggamma, findroot, taylor, sinh

mp.dps = 60


def chebyshev(f, lo, hi, cut=mpf("2e-18"), n=72):
    nodes = [cos(pi * (k + mpf(1) / 2) / n) for k in range(n)]
    values = [f((hi - lo) / 2 * u + (hi + lo) / 2) for u in nodes]
    c = [2 * sum(values[k] * cos(j * pi * (k + mpf(1) / 2) / n) for k in range(n)) / n for j in range(n)]
    c[0] /= 2
    top = max(abs(v) for v in c)
    while abs(c[-1]) < cut * top:
        c.pop()
    return c


def powers(c):
    """Chebyshev coefficients to coefficients of powers of u."""
    previous, current = [mpf(1)], [mpf(0), mpf(1)]
    total = [mpf(0)] * len(c)
    total[0] += c[0]
    for j in range(1, len(c)):
        for i, v in enumerate(current):
            total[i] += c[j] * v
        following = [mpf(0)] + [2 * v for v in current]
        for i, v in enumerate(previous):
            following[i] -= v
        previous, current = current, following
    return total


def show(name, values, note=""):
    print(f"// {name}: {len(values)} coefficients, ascending powers. {note}")
    line = "    "
    for v in values:
        text = repr(float(v)).replace("e-0", "e-") + ", "
        if len(line) + len(text) > 136:
            print(line.rstrip())
            line = "    "
        line += text
    print(line.rstrip().rstrip(","))
    print()


def mills(x):
    return sqrt(pi / 2) * exp(x * x / 2) * erfc(x / sqrt(mpf(2))) if x < 60 else 1 / x * (
        1 + sum((-1) ** k * mpf(1) * mp.fac2(2 * k - 1) / x ** (2 * k) for k in range(1, 30)))


def scaled_mills(k, shift):
    def f(u):  # u = (x - k) / (x + k)
        if u == 1:
            return mpf(1)
        x = k * (1 + u) / (1 - u)
        return (x + shift) * mills(x)
    return f


def normal_quantile_tail(q):
    r = sqrt(-2 * log(q))
    start = r - (log(r) + mpf("0.92")) / r if r > 3 else r - mpf("0.7")
    return findroot(lambda x: log(erfc(x / sqrt(mpf(2))) / 2) - log(q), start)


def normal_quantile_centre(r):  # r = (p - 1/2)^2; x / (p - 1/2)
    if r == 0:
        return sqrt(2 * pi)
    c = sqrt(r)
    return sqrt(mpf(2)) * mp.erfinv(2 * c) / c


def stirling(x):
    return loggamma(x) - (x - mpf(1) / 2) * log(x) + x - log(2 * pi) / 2


def gamma_jacobian(count):
    """f(eta) = eta / (lambda - 1) with eta^2 / 2 = lambda - 1 - log(lambda): mu = lambda - 1 solves mu mu' = eta (1 + mu)."""
    m = [mpf(0), mpf(1)]
    for k in range(2, count + 2):
        # coefficient of eta^k in mu mu' = eta (1 + mu): sum_{i+j=k+1} i m_i m_j, i, j >= 1
        s = sum(j * m[k + 1 - j] * m[j] for j in range(2, k))
        m.append((m[k - 1] - s) / (k + 1))
    g = [mpf(1)]
    for k in range(1, count):
        g.append(-sum(m[i + 1] * g[k - i] for i in range(1, k + 1)))
    return g


if __name__ == "__main__":
    show("MillsRatio", powers(chebyshev(scaled_mills(mpf(4), mpf(1)), mpf(-1), mpf(1))), "(x + 1) M(x) in u = (x - 4)/(x + 4)")
    show("QuantileCentre", powers(chebyshev(normal_quantile_centre, mpf(0), mpf("0.425") ** 2)), "x/(p - 1/2) in u from (p - 1/2)^2 in [0, 0.425^2]")
    for lo, hi in ((2.2, 4), (4, 8), (8, 17), (17, 38.8)):
        show(f"QuantileTail {lo} {hi}", powers(chebyshev(
            lambda r: r - normal_quantile_tail(exp(-r * r / 2)), mpf(lo), mpf(hi))), f"r - x, r = sqrt(-2 ln q) in [{lo}, {hi}]")
    show("LogGamma1P", powers(chebyshev(lambda e: mp.euler if e == 0 else (loggamma(1 + e) / (e * (e - 1)) if e != 1 else (1 - mp.euler)), mpf(0), mpf(2))),
         "ln Gamma(1 + e) / (e (e - 1)), e in [0, 2]")
    show("Stirling", powers(chebyshev(lambda w: stirling(1 / w) / w, mpf("0.1"), mpf(1))), "x Delta(x) in u from 1/x in [0.1, 1]")
    t = taylor(lambda w: sqrt(w / sinh(w)) if w != 0 else mpf(1), 0, 48)
    show("StudentJacobian", t[0::2], "sqrt(w / sinh w) in powers of w^2")
    show("GammaJacobian", gamma_jacobian(46), "eta / (lambda - 1) in powers of eta")
    # R(T) sqrt(T) = Gamma(T + 3/4) / Gamma(T + 1/4): one over the total mass of the Student expansion
    mass = [t[2 * k] * mp.fac2(4 * k - 1) / mpf(16) ** k if k else mpf(1) for k in range(16)]
    r = [mpf(1)]
    for k in range(1, 16):
        r.append(-sum(mass[i] * r[k - i] for i in range(1, k + 1)))
    show("StudentNormalisation", r, "Gamma(T + 3/4) / (Gamma(T + 1/4) sqrt T) in powers of 1/T^2")
