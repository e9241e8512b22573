#!/usr/bin/python3
"""The main job in pandas and SciPy: python3 pandas_job.py FOLDER

Reads the columns that KpiLab.Benchmarks wrote as uncompressed .npy files, labels already as small integers. That favours pandas: no Parquet is decoded and no text is
compared. Imports are not counted. Prints CPU seconds of all threads, wall seconds and the peak of memory in MB.
"""
import resource
import sys
import time

import numpy as np
import pandas as pd
from scipy import stats

METRICS = ["converted", "revenue", "sessions", "latency_ms"]
ADJUSTED = METRICS
SEGMENTS = ["country", "platform", "cohort"]


def welch(mean, var, n):
    """Difference, p-value, interval and delta-method lift interval from two arms' moments; arrays over segments."""
    se2 = var / n
    difference, se = mean[1] - mean[0], np.sqrt(se2[0] + se2[1])
    df = (se2[0] + se2[1]) ** 2 / (se2[0] ** 2 / (n[0] - 1) + se2[1] ** 2 / (n[1] - 1))
    p = 2 * stats.t.sf(np.abs(difference / se), df)
    reach = stats.t.ppf(0.975, df)
    lift = difference / mean[0]
    lift_se = np.sqrt(se2[1] / mean[0] ** 2 + mean[1] ** 2 * se2[0] / mean[0] ** 4)
    return difference, p, difference - reach * se, difference + reach * se, lift - reach * lift_se, lift + reach * lift_se


def main(folder):
    names = ["user_id", "variant", *SEGMENTS, "exposure_ts", "pre_revenue", *METRICS, "impressions", "clicks"]
    frame = pd.DataFrame({name: np.load(f"{folder}/{name}.npy", mmap_mode="r") for name in names}, copy=False)
    if not frame.user_id.is_unique:
        raise SystemExit("a user comes twice")
    results = [frame.exposure_ts.min(), frame.exposure_ts.max()]

    arms = [frame[frame.variant == v] for v in (0, 1)]
    results.append(stats.chisquare([len(arm) for arm in arms]).pvalue)
    for metric in METRICS:
        values = [arm[metric] for arm in arms]
        results.append(stats.ttest_ind(values[1], values[0], equal_var=False).pvalue)
        results.append(welch([v.mean() for v in values], np.array([v.var() for v in values]), np.array([len(v) for v in values])))

    for metric in ADJUSTED:
        covariance = frame[[metric, "pre_revenue"]].cov()
        theta = covariance.iloc[0, 1] / covariance.iloc[1, 1]
        values = [arm[metric] - theta * (arm.pre_revenue - frame.pre_revenue.mean()) for arm in arms]
        results.append(stats.ttest_ind(values[1], values[0], equal_var=False).pvalue)

    linear = []
    for arm in arms:
        ratio = arm.clicks.sum() / arm.impressions.sum()
        linear.append((arm.clicks - ratio * arm.impressions) / arm.impressions.mean() + ratio)
    results.append(stats.ttest_ind(linear[1], linear[0], equal_var=False).pvalue)

    frame = frame.assign(ratio=pd.concat(linear))
    for segment in SEGMENTS:
        table = frame.groupby([segment, "variant"])[METRICS + ["ratio"]].agg(["mean", "var", "count"])
        p_values = []
        for metric in METRICS + ["ratio"]:
            cells = [table[metric].xs(v, level="variant").to_numpy().T for v in (0, 1)]
            found = welch([cells[0][0], cells[1][0]], np.array([cells[0][1], cells[1][1]]), np.array([cells[0][2], cells[1][2]]))
            p_values.extend(found[1])
        ordered = np.sort(p_values)
        results.append(np.minimum.accumulate((ordered * len(ordered) / np.arange(1, len(ordered) + 1))[::-1]))
    return results


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    started, clock = cpu(), time.perf_counter()
    main(sys.argv[1])
    print(f"pandas {cpu() - started:.6f} {time.perf_counter() - clock:.6f}")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6:.0f}")
