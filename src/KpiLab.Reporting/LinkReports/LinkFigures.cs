using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>What a checked link shows.</summary>
public static class LinkFigures
{
    /// <summary>The strength by lag: the figure of a link where one is asked for; its two series where nothing could be estimated.</summary>
    /// <returns>Null where the series could not be put together.</returns>
    public static Figure? ToFigure(this LinkReport report) => Lags(report) ?? (Figure?)Series(report);

    /// <summary>Both series in sds from their means, the break and the freeze marked.</summary>
    public static TimeBand? Series(LinkReport report)
    {
        if (!report.Series.IsDefined)
        {
            return null;
        }

        var series = report.Series.Value;
        return new TimeBand(
            $"{report.Lead.Name} and {report.Outcome.Name}",
            $"Both series by {series.Calendar.Noun}, each in standard deviations from its mean.{(LinkOutputs.Break(report) is { } day ? $" Their relation changed after {day}." : "")}",
            new FigureAxis("Standard deviations from the mean", Signed: true),
            [Line(report.Lead.Name, series, series.Lead), Line(report.Outcome.Name, series, series.Outcome)],
            Marks(report),
            []);
    }

    /// <summary>The strength over time with its 95 % band.</summary>
    public static TimeBand? Strength(LinkReport report)
    {
        if (!report.Series.IsDefined || !report.Verdict.Evidence.IsDefined)
        {
            return null;
        }

        var series = report.Series.Value;
        var n = series.Outcome.Count;
        var path = LeadStrengthPath.Of(
            LinkGate.Bridge(series.Outcome, n), LinkGate.Bridge(series.Lead, n), new LeadWindow(series.FirstLag, series.LastLag), report.Season.Periods, report.Verdict.Evidence.Value);
        return path.IsDefined
            ? new TimeBand(
                "Strength over time",
                "How far the outcome follows the lead, as a strength that may move; the band is its 95 % range. To look at: whether it changed is tested by the checks.",
                new FigureAxis("Outcome sd per lead sd", Signed: true),
                [new BandSeries("strength", [.. path.Value.Path.Select(c => new BandPoint(series.Starts[c.Period - 1], c.Value, c.Value - (1.96 * c.StandardError), c.Value + (1.96 * c.StandardError)))])],
                Marks(report),
                [new ReferenceLine(0, "no relation", ReferenceKind.Zero)])
            : null;
    }

    /// <summary>The effect at every declared lag with its 95 % range.</summary>
    public static IntervalPlot? Lags(LinkReport report)
    {
        if (!report.Verdict.Evidence.IsDefined)
        {
            return null;
        }

        var e = report.Verdict.Evidence.Value;
        var noun = report.Series.Value.Calendar.Noun;
        var sign = report.Link.Expect == ExpectedSign.Positive ? 1 : -1;
        return new IntervalPlot(
            "What follows, by lag",
            "For every declared lag, by how many innovation sds the outcome moves after a rise of the lead by one sd, with the 95 % range.",
            new FigureAxis("Outcome innovation sd per lead sd", Signed: true),
            [.. e.Lags.Where(l => double.IsFinite(l.StandardError)).Select(l =>
            {
                var set = ConfidenceSet.Between(l.Effect - (1.96 * l.StandardError), l.Effect + (1.96 * l.StandardError), Level.Of(0.95));
                var word = set.Lower * sign > 0 && set.Upper * sign > 0 ? new Marked(Mark.Good, "as declared")
                    : set.Lower * sign < 0 && set.Upper * sign < 0 ? new Marked(Mark.Bad, "other sign")
                    : new Marked(Mark.Neutral, "open");
                return new IntervalRow(
                    FigureText.Counted(l.Lags[0], noun), l.Lags[0] == e.Lag ? "the strongest" : "", l.Effect, set, word,
                    Rounding.Number(l.Effect, 2, signed: true), $"{Rounding.Number(set.Lower, 2, signed: true)} to {Rounding.Number(set.Upper, 2, signed: true)}");
            })],
            [new ReferenceLine(0, "nothing", ReferenceKind.Zero), new ReferenceLine(sign * report.Link.SmallestEffect, "smallest that matters", ReferenceKind.Target)]);
    }

    /// <summary>Squared error that the lead saved so far, against the outcome's own past.</summary>
    public static TimeBand? Errors(LinkReport report)
    {
        if (!report.Verdict.Evidence.IsDefined || !report.Verdict.Evidence.Value.Backtest.IsDefined)
        {
            return null;
        }

        var starts = report.Series.Value.Starts;
        var saved = 0.0;
        var points = new List<BandPoint>();
        foreach (var f in report.Verdict.Evidence.Value.Backtest.Value.Forecasts)
        {
            saved += ((f.Outcome - f.Baseline) * (f.Outcome - f.Baseline)) - ((f.Outcome - f.Lead) * (f.Outcome - f.Lead));
            points.Add(new BandPoint(starts[f.Row], saved, saved, saved));
        }

        return new TimeBand(
            "Would it have helped to forecast?",
            "Squared error that forecasts with the lead saved so far against forecasts from the outcome's own past, each made from what was known the period before. A rising line: it helped.",
            new FigureAxis("Squared error saved (outcome sd²)", Signed: true),
            [new BandSeries("saved so far", points)],
            Marks(report),
            [new ReferenceLine(0, "no help", ReferenceKind.Zero)]);
    }

    /// <summary>The monitor's score since the freeze with its two levels.</summary>
    public static TimeBand? Monitor(LinkReport report) => report.Monitor is { Scores.Count: > 1 } m
        ? new TimeBand(
            "The monitor since the link was kept",
            "The score rises when the outcome follows its own past rather than the lead, and falls back when it follows the lead.",
            new FigureAxis("Score"),
            [new BandSeries("score", [.. m.Scores.Select(s => new BandPoint(s.Period, s.Score, s.Score, s.Score))])],
            [],
            [new ReferenceLine(m.WatchLevel, "watch", ReferenceKind.Target), new ReferenceLine(m.DemoteLevel, "demote", ReferenceKind.Limit)])
        : null;

    /// <summary>Effects of past experiments on both KPIs, with the debiased line.</summary>
    public static ScatterPlot? Effects(LinkReport report)
    {
        var causal = report.Causal;
        if (causal.Effects.Count < 2)
        {
            return null;
        }

        var lines = new List<ScatterLine>();
        if (causal.NaiveSlope is { } naive)
        {
            lines.Add(new ScatterLine("through the raw effects", 0, naive));
        }

        if (causal.UnitSlope is { } unit)
        {
            lines.Add(new ScatterLine("across units", 0, unit));
        }

        return new ScatterPlot(
            "What past experiments moved",
            $"{FigureText.Counted(causal.Effects.Count, "experiment")}: the effect on {report.Lead.Name} and on {report.Outcome.Name}, each ± 1.96 standard errors. {causal.Sentence}",
            new FigureAxis($"Effect on {report.Lead.Name}", Signed: true),
            new FigureAxis($"Effect on {report.Outcome.Name}", Signed: true),
            [.. causal.Effects.Select(e => new ScatterPoint(e.Experiment, e.Lead, e.Outcome)
            {
                XRange = (e.Lead - (1.96 * e.LeadStandardError), e.Lead + (1.96 * e.LeadStandardError)),
                YRange = (e.Outcome - (1.96 * e.OutcomeStandardError), e.Outcome + (1.96 * e.OutcomeStandardError)),
            })],
            causal.Slope.IsDefined ? (0, causal.Slope.Value.Value) : null)
        {
            Beside = lines,
        };
    }

    /// <summary>All figures of a link with what to read from them.</summary>
    internal static IEnumerable<(string Id, Figure Figure)> All(LinkReport report)
        => ((string, Figure?)[])[("series", Series(report)), ("strength", Strength(report)), ("lags", Lags(report)), ("errors", Errors(report)), ("monitor", Monitor(report)), ("effects", Effects(report))]
            is var all ? all.Where(f => f.Item2 is not null).Select(f => (f.Item1, f.Item2!)) : [];

    private static BandSeries Line(string name, AlignedSeries series, IReadOnlyList<double?> values)
    {
        var known = values.Where(v => v is not null).Select(v => v!.Value).ToList();
        var mean = known.Average();
        var sd = Math.Sqrt(known.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, known.Count - 1));
        return new BandSeries(name, [.. series.Starts.Zip(values).Where(p => p.Second is not null).Select(p =>
        {
            var z = sd > 0 ? (p.Second!.Value - mean) / sd : 0;
            return new BandPoint(p.First, z, z, z);
        })]);
    }

    private static List<DayMark> Marks(LinkReport report)
    {
        var marks = new List<DayMark>();
        if (report.Verdict.Evidence.IsDefined && report.Verdict.Evidence.Value.Break is { } change)
        {
            marks.Add(new DayMark(report.Series.Value.Starts[change.After - 1], "relation changed") { Short = "changed" });
        }

        if (report.Monitor is { Scores.Count: > 0 } monitor)
        {
            marks.Add(new DayMark(monitor.FrozenOn, "kept") { Short = "kept" });
        }

        return marks;
    }
}
