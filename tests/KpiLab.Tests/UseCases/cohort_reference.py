"""The numbers of CohortTests, by pandas, scipy and R survival alone. Run: /usr/bin/python3 cohort_reference.py"""
import subprocess

import numpy as np
import pandas as pd
from scipy import stats

HOUR, DAY = pd.Timedelta(hours=1), pd.Timedelta(days=1)
START = pd.Timestamp("2026-01-05")
rows = []
for u in range(300):
    entry = (u * 29) % 1440
    for k in range(6):
        hour = entry + (0 if k == 0 else 1 + (u * 31 + k * k * 97) % 480)
        rows.append((u, START + hour * HOUR, (u * 7 + k * 3) % 11, "pro" if u % 3 == 0 else "free"))
events = pd.DataFrame(rows, columns=["u", "at", "amount", "plan"])
end = events["at"].max()
events["entry"] = events.groupby("u")["at"].transform("min")
week = lambda s: s.dt.to_period("W-SUN").dt.start_time
events["cohort"] = week(events.entry)
events["since"] = (week(events["at"]) - events.cohort) // (7 * DAY)
size = events.groupby("cohort")["u"].nunique()
print("end", end, "sizes", {str(k.date()): int(v) for k, v in size.items()})
active = events[events.amount != 0].groupby(["cohort", "since"])["u"].nunique()
print("active", {(str(c.date()), int(s)): int(v) for (c, s), v in active.items() if c == size.index[1]})


def wilson(x, n):
    z = stats.norm.ppf(0.975)
    low, high = stats.binomtest(int(x), int(n)).proportion_ci(0.95, method="wilson")
    return low, high


c, s = size.index[1], 1
print("wilson", active[(c, s)], size[c], wilson(active[(c, s)], size[c]))
value = events[events.cohort == c].pivot_table(index="u", columns="since", values="amount", aggfunc="sum", fill_value=0)[s]
m, se = value.mean(), value.std(ddof=1) / len(value) ** 0.5
print("mean", repr(m), repr(se), [repr(float(x)) for x in stats.t.interval(0.95, len(value) - 1, m, se)])

follow = []
for u, g in events.groupby("u"):
    entry = g.entry.iloc[0]
    days = sorted(set((t - entry) // DAY for t in g["at"][g.amount != 0]))
    observed, last, lapsed = (end - entry) // DAY, 0, None
    for d in days:
        if d - last > 7:
            break
        last = d
    follow.append((last + 7, True) if observed - last > 7 else (observed, False))
follow = pd.DataFrame(follow, columns=["time", "event"])
follow["pro"] = [u % 3 == 0 for u in range(300)]
follow.event = follow.event.astype(int)
follow.pro = follow.pro.astype(int)
R = """f <- read.csv(file("stdin")); library(survival); options(digits=16)
s <- summary(survfit(Surv(time, event) ~ 1, f, conf.type = "log-log"), times = c(7, 10, 14, 20)); print(cbind(s$time, s$surv, s$std.err, s$lower, s$upper))
d <- survdiff(Surv(time, event) ~ pro, f); cat(d$chisq, pchisq(d$chisq, 1, lower.tail = FALSE), d$obs, d$exp, "\\n")"""
print("events", int(follow.event.sum()))
print(subprocess.run(["Rscript", "-e", R], input=follow.to_csv(index=False), capture_output=True, text=True).stdout)
first = events[events.amount > 5].groupby("u").apply(lambda g: (g["at"].min() - g.entry.iloc[0]) // DAY)
print("first", int(first.size), {int(k): int(v) for k, v in first.value_counts().sort_index().head(4).items()})
