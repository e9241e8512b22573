using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using KpiLab.Statistics;

namespace KpiLab.Benchmarks;

/// <summary>From stored moments to a finished comparison.</summary>
public class CoreBenchmarks
{
    private static readonly Level Level = Level.Of(0.95);
    private readonly JointMoments[] _control = [.. Enumerable.Range(0, 64).Select(i => Arm(i, 0))];
    private readonly JointMoments[] _treatment = [.. Enumerable.Range(64, 64).Select(i => Arm(i, 0.02))];
    private int _next;

    /// <summary>One Student t tail and one quantile by MathNet.Numerics: what any comparison needs at the least.</summary>
    [Benchmark(Baseline = true)]
    public double MathNetTailAndQuantile()
    {
        var df = 900 + (_next++ & 63);
        return MathNet.Numerics.Distributions.StudentT.CDF(0, 1, df, -2.1) + MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, df, 0.975);
    }

    /// <summary>Covariate adjustment, Welch's test and interval, Fieller's set for the lift.</summary>
    [Benchmark]
    public double WelchCupedFieller()
    {
        var at = _next++ & 63;
        return Cuped.Adjust(_control[at], _treatment[at], 0, 1).Value.Contrast.Compare(Level).Test.PValue;
    }

    /// <summary>The same, and the unadjusted comparison beside it, as an analysis shows both.</summary>
    [Benchmark]
    public double WithAndWithoutAdjustment()
    {
        var at = _next++ & 63;
        var adjusted = Cuped.Adjust(_control[at], _treatment[at], 0, 1).Value;
        return adjusted.Contrast.Compare(Level).Test.PValue + adjusted.Unadjusted.Compare(Level).Test.PValue;
    }

    /// <summary>Runs under BenchmarkDotNet and prints nanoseconds a call: median, least, most.</summary>
    internal static void Run(bool quick)
    {
        var job = (quick ? Job.Dry : Job.ShortRun.WithIterationCount(9)).WithToolchain(InProcessEmitToolchain.Instance);
        var config = ManualConfig.CreateEmpty().AddJob(job).AddColumnProvider(DefaultColumnProviders.Instance).AddLogger(NullLogger.Instance)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "kpilab-benchmarks")).WithOptions(ConfigOptions.DisableOptimizationsValidator);
        foreach (var report in BenchmarkRunner.Run<CoreBenchmarks>(config).Reports)
        {
            var times = report.ResultStatistics ?? throw new InvalidOperationException(Invariant($"{report.BenchmarkCase.Descriptor.WorkloadMethod.Name} did not run"));
            Console.WriteLine(Invariant($"{report.BenchmarkCase.Descriptor.WorkloadMethod.Name} {times.Median:R} {times.Min:R} {times.Max:R}"));
        }
    }

    private static JointMoments Arm(int seed, double lift)
    {
        double[] before = [.. Enumerable.Range(0, 500).Select(i => 10 + Math.Sin((i * 7.1) + seed))];
        return JointMoments.Of([.. before.Select((b, i) => (b * (1 + lift)) + Math.Cos((i * 3.3) + seed))], before);
    }
}
