using System.Globalization;
using KpiLab.Core;
using KpiLab.Reporting;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>What to verify, and how long.</summary>
/// <param name="Quick">A minute instead of the long run: fewer experiments, and links at one length a cadence.</param>
/// <param name="Seed">Seed of all that is drawn.</param>
/// <param name="Threads">Threads; null for all. The counts do not depend on it.</param>
/// <param name="Only">One of <see cref="Names"/>; null: all, but for settings in the quick run, where nothing is promised.</param>
public sealed record VerifyOptions(bool Quick = false, long Seed = 1, int? Threads = null, string? Only = null)
{
    /// <summary>The tables there are.</summary>
    public static IReadOnlyList<string> Names { get; } = ["methods", "links", "monitors", "rechecks", "settings"];
}

/// <summary>The evidence: what every method promises, and what was counted.</summary>
/// <param name="Tables">Experiment methods over shapes of data; verdicts of links over worlds whose truth is known; kept links followed over 24 looks; links that are not kept, judged again; verdicts with one threshold moved.</param>
/// <param name="Broken">Promises that do not hold, in sentences.</param>
[TypeFormatterSource]
public sealed record VerifyResult(IReadOnlyList<(string Name, Table Table)> Tables, IReadOnlyList<string> Broken) : IShowable;

/// <summary>Simulates every method where the truth is known.</summary>
internal static class Verify
{
    private const int MethodRuns = 20_000;
    private const int QuickMethodRuns = 1_000;
    private const int LinkPairs = 2_000;
    private const int QuickLinkPairs = 200;
    private const int Histories = 2_000;
    private const int QuickHistories = 200;
    private const int QuickRechecks = 100;
    private const int SettingPairs = 500;
    private const int QuickSettingPairs = 50;
    private const double Errors = 3;

    public static VerifyResult Run(VerifyOptions options, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
    {
        List<string> broken = [];
        List<(string Name, Table Table)> tables = [];
        foreach (var name in VerifyOptions.Names.Where(n => options.Only is null ? n != "settings" || !options.Quick : n == options.Only))
        {
            tables.Add((name, name switch
            {
                "methods" => Methods(options, broken, progress, cancellation),
                "links" => Links(options, broken, progress, cancellation),
                "monitors" => Monitors(options, broken, progress, cancellation),
                "rechecks" => Rechecks(options, broken, progress, cancellation),
                _ => Settings(options, progress, cancellation),
            }));
        }

        return new VerifyResult(tables, broken);
    }

    private static Table Methods(VerifyOptions options, List<string> broken, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        List<IReadOnlyList<object?>> rows = [];
        var cells = MethodVerification.All.Count(s => s.Promise != MethodPromise.Shown);
        foreach (var scenario in MethodVerification.All)
        {
            progress?.Report(new ScanProgress($"{scenario.Method}: {scenario.Shape}", rows.Count, (double)rows.Count / MethodVerification.All.Count));
            var count = MethodVerification.Count(scenario, options.Quick ? QuickMethodRuns : MethodRuns, options.Seed, options.Threads, cancellation);
            if (!count.Holds(cells))
            {
                broken.Add(Invariant($"{scenario.Method}, {scenario.Shape}: {Spelled(scenario.Measure)} {Percent(count.Share)}, promised {Percent(scenario.Target)} ({Spelled(scenario.Promise)})."));
            }

            rows.Add(
            [
                scenario.Method, scenario.Shape, Spelled(scenario.Measure), Percent(scenario.Target), Percent(count.Share), Percent(count.Error), (long)count.Runs,
                count.Width is { } width ? width.ToString("G3", CultureInfo.InvariantCulture) : null, Spelled(scenario.Promise), count.Word,
            ]);
        }

        return new Table(
            "Methods over shapes of data",
            [
                new("method", "Method"), new("shape", "Data"), new("measure", "Measure"), new("target", "Level", ColumnKind.Figure), new("share", "Counted", ColumnKind.Figure),
                new("std_error", "± one Monte Carlo error", ColumnKind.Figure), new("runs", "Runs", ColumnKind.Integer), new("width", "Mean width", ColumnKind.Figure),
                new("promise", "Promise"), new("result", "Result"),
            ],
            rows);
    }

    private static Table Links(VerifyOptions options, List<string> broken, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        List<IReadOnlyList<object?>> rows = [];
        foreach (var scenario in LinkScenarios.All.Where(s => !options.Quick || s.Periods == (s.Cadence == LinkCadence.Monthly ? 104 : 208)))
        {
            progress?.Report(new ScanProgress(Invariant($"links, {scenario.World.Name}, {scenario.Periods} {scenario.Cadence.Name} periods"), rows.Count, null));
            var count = LinkVerification.Run(scenario, options.Quick ? QuickLinkPairs : LinkPairs, options.Seed, options.Threads, cancellation);
            broken.AddRange(count.Missed(Errors).Select(bound => Invariant(
                $"{scenario.World.Name}, b = {scenario.World.Effect}, {scenario.Periods} {scenario.Cadence.Name} periods: {bound} was promised, {Percent(count.Share(bound.Measure).Share)} counted.")));
            rows.Add(
            [
                scenario.World.Name, Number(scenario.World.Effect), scenario.Cadence.Name, (long)scenario.Periods, (long)count.Pairs, Percent((double)count.Kept / count.Pairs),
                Percent((double)count.Replaced / count.Pairs), scenario.World.Lives && count.Kept > 0 ? Percent((double)count.LagHits / count.Kept) : null,
                Percent(Math.Sqrt(count.Kept * (double)(count.Pairs - count.Kept) / count.Pairs) / count.Pairs), string.Join(", ", scenario.Bounds),
                count.Missed(0).Count == 0 ? "held" : count.Missed(Errors).Count == 0 ? "within three errors" : "missed",
            ]);
        }

        return new Table(
            "Verdicts of links over worlds whose truth is known",
            [
                new("world", "World"), new("effect", "b", ColumnKind.Figure), new("cadence", "Data"), new("periods", "Periods", ColumnKind.Integer), new("pairs", "Pairs", ColumnKind.Integer),
                new("keep", "Keep", ColumnKind.Figure), new("replace", "Replace", ColumnKind.Figure), new("lag_hit", "Lag ± 1 of Keeps", ColumnKind.Figure),
                new("keep_std_error", "± of Keep", ColumnKind.Figure), new("promise", "Promise"), new("result", "Result"),
            ],
            rows);
    }

    private static Table Monitors(VerifyOptions options, List<string> broken, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        List<IReadOnlyList<object?>> rows = [];
        foreach (var scenario in MonitorScenario.All.Where(s => !options.Quick || s is { Effect: 0.6, DeathAfterLooks: 0 }))
        {
            progress?.Report(new ScanProgress(Invariant($"monitor, {scenario.Cadence}, b = {scenario.Effect}"), rows.Count, null));
            var count = MonitorVerification.Count(scenario, options.Quick ? QuickHistories : Histories, options.Seed, rerun: !options.Quick, options.Threads, cancellation);
            broken.AddRange(count.Missed(Errors).Select(m => Invariant($"monitor, {scenario.Cadence}, b = {scenario.Effect}, death after {scenario.DeathAfterLooks} looks: {m}.")));
            string Share(int n) => Percent((double)n / count.Histories);
            rows.Add(
            [
                scenario.Cadence, Number(scenario.Effect), (long)scenario.KeptAt, (long)scenario.DeathAfterLooks, (long)count.Histories, Share(count.Demoted), Share(count.Watched),
                Share(MonitorCount.At(count.Noticed, 12)), Percent(scenario.Frontier(12)), Share(MonitorCount.At(count.Noticed, 24)), Share(MonitorCount.At(count.NoticedByWatch, 12)),
                count.Rerun is { } rerun ? Share(rerun) : null, count.Missed(0).Count == 0 ? "held" : count.Missed(Errors).Count == 0 ? "within three errors" : "missed",
            ]);
        }

        return new Table(
            "Kept links followed over 24 looks",
            [
                new("cadence", "Data"), new("effect", "b", ColumnKind.Figure), new("kept_at", "Kept at", ColumnKind.Integer), new("death_after", "Dies after looks", ColumnKind.Integer),
                new("histories", "Histories", ColumnKind.Integer), new("living_demoted", "Living demoted", ColumnKind.Figure), new("living_watched", "Living watched", ColumnKind.Figure),
                new("noticed_12", "Death noticed, 12", ColumnKind.Figure), new("frontier_12", "Neyman–Pearson, 12", ColumnKind.Figure), new("noticed_24", "Death noticed, 24 or last", ColumnKind.Figure),
                new("watched_12", "Death watched, 12", ColumnKind.Figure), new("rerun_demoted", "Living, verdict re-run", ColumnKind.Figure), new("result", "Result"),
            ],
            rows);
    }

    private static Table Rechecks(VerifyOptions options, List<string> broken, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        List<IReadOnlyList<object?>> rows = [];
        foreach (var scenario in RecheckScenario.All.Where(s => !options.Quick || s is { World.Effect: 0.6, Cadence.Name: "monthly" } or { World.Name: "independent", Periods: 104 }))
        {
            progress?.Report(new ScanProgress(Invariant($"re-checks, {scenario.World.Name}, {scenario.Cadence.Name}"), rows.Count, null));
            var count = RecheckVerification.Count(scenario, options.Quick ? QuickRechecks : Histories, options.Seed, options.Threads, cancellation);
            string Share(int n) => Percent((double)n / count.Histories);
            var promise = scenario.Ever is { } ever ? Invariant($"≤ {ever} % in all") : scenario.Again is { } again ? Invariant($"≤ {again} % by re-checks") : "none: shown";
            if (!count.Holds(Errors))
            {
                broken.Add(Invariant($"re-checks, {scenario.World.Name}, {scenario.Cadence.Name}, {scenario.Periods} periods: {promise} was promised, {Share(count.Ever)} counted in all, {Share(count.Ever - count.First)} by re-checks."));
            }

            rows.Add(
            [
                scenario.World.Name, Number(scenario.World.Effect), scenario.Cadence.Name, (long)scenario.Periods, (long)count.Histories, Share(count.First), Share(count.Ever - count.First), Share(count.Ever),
                promise, count.Holds(0) ? "held" : count.Holds(Errors) ? "within three errors" : "missed",
            ]);
        }

        return new Table(
            "Links that are not kept, judged again over 24 looks",
            [
                new("world", "World"), new("effect", "b", ColumnKind.Figure), new("cadence", "Data"), new("periods", "First judged at", ColumnKind.Integer), new("histories", "Histories", ColumnKind.Integer),
                new("first", "Kept at first", ColumnKind.Figure), new("again", "Kept by a re-check", ColumnKind.Figure), new("ever", "Kept in all", ColumnKind.Figure), new("promise", "Promise"), new("result", "Result"),
            ],
            rows);
    }

    private static Table Settings(VerifyOptions options, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var pairs = options.Quick ? QuickSettingPairs : SettingPairs;
        List<SettingCount> counts = [];
        foreach (var world in SettingVerification.Worlds)
        {
            progress?.Report(new ScanProgress($"settings, {world.Name}", counts.Count, (double)counts.Count / SettingVerification.Worlds.Count));
            counts.Add(SettingVerification.Count(world, pairs, options.Seed, options.Threads, cancellation));
        }

        // Of a living link Keeps are power and Replaces errors; of the others Keeps are errors.
        List<Column> columns = [new("setting", "Setting"), new("value", "Value")];
        columns.AddRange(counts.Select(c => new Column("keep_" + Id(c), $"Keep, {Title(c)}", ColumnKind.Figure)));
        columns.AddRange(counts.Where(c => c.World.Name is "living" or "independent" or "died" or "wrong sign").Select(c => new Column("replace_" + Id(c), $"Replace, {Title(c)}", ColumnKind.Figure)));
        return new Table(
            Invariant($"What moving a threshold does: verdicts of {pairs} pairs a world, 104 months"),
            columns,
            [.. SettingVariant.All.Select((v, i) => (IReadOnlyList<object?>)
            [
                v.Name.Length == 0 ? "the defaults" : v.Name, v.Value,
                .. counts.Select(c => Percent((double)c.Kept[i] / c.Pairs)),
                .. counts.Where(c => c.World.Name is "living" or "independent" or "died" or "wrong sign").Select(c => Percent((double)c.Replaced[i] / c.Pairs)),
            ])]);

        static string Title(SettingCount c) => c.World.Effect > 0 ? Invariant($"{c.World.Name} {c.World.Effect:0.0#}") : c.World.Name;
        static string Id(SettingCount c) => Title(c).Replace(' ', '_').Replace(".", "", StringComparison.Ordinal);
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Spelled(MethodMeasure measure) => measure switch
    {
        MethodMeasure.Coverage => "coverage",
        MethodMeasure.FalsePositives => "false positives",
        MethodMeasure.EverCrossing => "ever crossing",
        MethodMeasure.FamilyWiseError => "family-wise error",
        MethodMeasure.FalseDiscovery => "false discovery rate",
        _ => "power",
    };

    private static string Spelled(MethodPromise promise) => promise switch
    {
        MethodPromise.Nominal => "nominal",
        MethodPromise.Guaranteed => "guaranteed",
        _ => "none: shown",
    };
}
