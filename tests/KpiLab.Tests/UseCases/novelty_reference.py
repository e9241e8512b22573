"""The numbers of NoveltyTests, by pandas and numpy alone. Run: /usr/bin/python3 novelty_reference.py"""
import numpy as np
import pandas as pd

HOUR = pd.Timedelta(hours=1)
START = pd.Timestamp("2026-01-01")
units = pd.DataFrame({"u": range(800)})
units["variant"] = units.u % 2
units["exposed"] = START + ((units.u * 7) % 240) * HOUR
rows = []
for u, variant, exposed in units.itertuples(index=False):
    for k in range(8):
        hour = (u * 37 + k * 53) % 200
        day = hour // 24
        value = (u * 13 + k * 7) % 5 + (max(0, 4 - day) if variant == 1 else 0)
        rows.append((u, exposed + hour * HOUR, value))
events = pd.DataFrame(rows, columns=["u", "at", "value"]).merge(units, on="u")
end = max(events["at"].max(), units.exposed.max())
events["day"] = (events["at"] - events.exposed) // pd.Timedelta(days=1)
table = events.pivot_table(index="u", columns="day", values="value", aggfunc="sum").reindex(units.u).reindex(columns=range(60)).fillna(0)
over = ((end - units.exposed) // pd.Timedelta(days=1)).to_numpy()
is_treated = (units.variant == 1).to_numpy()
days = [d for d in range(60) if min((over[is_treated] > d).sum(), (over[~is_treated] > d).sum()) >= 100]
x = table.to_numpy()
effects, cov = [], np.zeros((60, 60))
kept = []
for d in days:
    a, b = x[~is_treated & (over > d), d], x[is_treated & (over > d), d]
    if a.var() + b.var() > 0:
        kept.append(d)
        effects.append(b.mean() - a.mean())
for arm in (is_treated, ~is_treated):
    for i in kept:
        for j in kept:
            e, l = min(i, j), max(i, j)
            both = arm & (over > l)
            cov[i, j] += np.cov(x[both, e], x[both, l])[0, 1] / (arm & (over > e)).sum()
C = cov[np.ix_(kept, kept)]
X = np.column_stack([np.ones(len(kept)), kept])
W = np.diag(1 / np.diag(C))
A = np.linalg.solve(X.T @ W @ X, X.T @ W)
beta, V = A @ np.array(effects), A @ C @ A.T
print("days", kept)
print("units", [(int((~is_treated & (over > d)).sum()), int((is_treated & (over > d)).sum())) for d in kept])
print("effects", [repr(float(e)) for e in effects])
print("errors", [repr(float(e)) for e in np.sqrt(np.diag(C))])
print("start", repr(beta[0]), repr(V[0, 0] ** 0.5), "slope", repr(beta[1]), repr(V[1, 1] ** 0.5))
