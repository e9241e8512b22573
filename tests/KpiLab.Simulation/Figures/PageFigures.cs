using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab.Simulation;

/// <summary>Parts of the figures of <c>docs/estimators</c>.</summary>
internal static class PageFigures
{
    public const long Seed = 20261122;

    public static readonly Level Level95 = Level.Of(0.95);

    public static readonly FigureAxis Share = new("Share of simulated experiments", 100, " %");

    /// <summary>Every page's figure, by the page's name.</summary>
    public static IReadOnlyDictionary<string, Func<Figure>> All { get; } = ComparisonFigures.All.Concat(DesignFigures.All).Concat(SeriesFigures.All).ToDictionary(f => f.Key, f => f.Value);

    public static double[] Range(double from, double to, int points) => [.. Enumerable.Range(0, points).Select(i => from + ((to - from) * i / (points - 1)))];

    public static LineSeries Line(string name, IEnumerable<double> at, Func<double, double> of) => new(name, [.. at.Select(x => (x, of(x)))]);

    /// <summary>How often something happens at each place, by simulation.</summary>
    public static LineSeries Rate(string name, IEnumerable<double> at, int runs, Func<SeededRandom, double, bool> happens)
        => Line(name, at, x => Simulation.Share(runs, Seed, random => happens(random, x)));

    public static LinePlot Plot(string title, string description, string x, FigureAxis y, IReadOnlyList<LineSeries> series, params IReadOnlyList<ReferenceLine> lines)
        => new(title, description, new FigureAxis(x), y, series, lines);

    public static ReferenceLine Promise(double value, string label) => new(value, label, ReferenceKind.Target);

    public static Moments Normals(SeededRandom random, int n, double mean = 0, double sd = 1) => Moments.Of(Simulation.Draw(n, () => mean + (sd * random.NextNormal())));

    /// <summary>A lead and an outcome that follows it.</summary>
    public static (double[] Lead, double[] Outcome) Linked(SeededRandom random, int n, int lag, Func<int, double> strength, double memory = 0.5)
    {
        double[] lead = new double[n], outcome = new double[n];
        for (var t = 0; t < n; t++)
        {
            lead[t] = (t == 0 ? 0 : memory * lead[t - 1]) + random.NextNormal();
            outcome[t] = (t == 0 ? 0 : memory * outcome[t - 1]) + (t >= lag ? strength(t) * lead[t - lag] : 0) + random.NextNormal();
        }

        return (lead, outcome);
    }
}
