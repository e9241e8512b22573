namespace KpiLab.Core;

/// <summary>What a reader of measured false-positive rates must know.</summary>
internal static class AaFindings
{
    private const int FewRuns = 200;
    private const int FewAssigned = 100;
    private const double Gross = 2;

    public static IEnumerable<Finding> Of(ResolvedExperiment experiment, UnitValues rows, IReadOnlyList<AaRow> counted, string? by, string? column, int assigned, int runs)
        => counted.Where(r => r.Word == AaWord.TooHigh).Select(r => High(r, by))
            .Concat(counted.Where(r => r.Word == AaWord.TooLow && r.Subject is AaSubject.Comparison or AaSubject.Unadjusted && experiment.Definition.Plan.Prior.IsFlat).Select(Low))
            .Concat(counted.Where(r => r.Word == AaWord.Unknown && r.Subject == AaSubject.Comparison).Select(Unknown))
            .Concat(Reading(experiment, rows, by, column, assigned, runs))
            .OrderByDescending(f => f.Severity);

    private static Finding High(AaRow row, string? by)
    {
        var rate = row.Rate.Value;
        var sentence = Invariant($"{Subject(row)} {(row.Subject == AaSubject.SampleRatio ? "alarmed" : "was significant")} in {Percent(rate.Value)} of {row.Runs} re-randomisations ({Percent(rate.Lower)} to {Percent(rate.Upper)}), where {Percent(row.Alpha)} was promised.");
        var severity = rate.Lower > Gross * row.Alpha ? Severity.Critical : Severity.Warning;
        return row.Subject == AaSubject.SampleRatio
            ? new Finding("aa-rate-high", severity, sentence, "The weights are about units and the assignment was of whole groups: name the column as `exposures.cluster`.")
            : new Finding(
                "aa-rate-high",
                severity,
                sentence,
                (row.ErrorRatio is { } ratio and < 0.9 ? Invariant($"Its standard errors are {ratio:0.00} of what they should be. ") : "")
                    + (by is not null ? $"Units of one {by} are alike and were assigned together: name it as `exposures.cluster`, or analyse one row a {by}." : "A few units with very large values decide: `cap` the value, or use a share or a quantile."),
                row.Id);
    }

    private static Finding Low(AaRow row)
    {
        var rate = row.Rate.Value;
        return new Finding(
            "aa-rate-low",
            Severity.Info,
            Invariant($"{Subject(row)} was significant in {Percent(rate.Value)} of {row.Runs} re-randomisations ({Percent(rate.Lower)} to {Percent(rate.Upper)}), where up to {Percent(row.Alpha)} was allowed: its errors are safe, its power is less than planned."),
            "Rare events and few large values make tests cautious; more units help.",
            row.Id);
    }

    private static Finding Unknown(AaRow row) => new(
        "aa-undefined", Severity.Warning, $"{row.Name} with {row.Treatment} could not be compared in any re-randomisation.", "Run `experiment analyze`: it says why.", row.Id);

    private static IEnumerable<Finding> Reading(ResolvedExperiment experiment, UnitValues rows, string? by, string? column, int assigned, int runs)
    {
        if (rows.Share < 1)
        {
            yield return new Finding(
                "aa-part-of-units",
                Severity.Info,
                $"{Rounding.Count(rows.Count)} of {Rounding.Count(rows.Seen)} units were re-randomised, a random part of them. Tests that hold there hold with all of them: more units bring them closer to what they promise.",
                experiment.Definition.Plan.Methods.Values.Any(m => m is KpiMethod.Bootstrap or KpiMethod.BootstrapBasic or KpiMethod.BootstrapBca)
                    ? $"Each re-randomisation resamples its units 2,000 times, so that at most {Rounding.Count(AaAnalyzer.MostBootstrapUnits)} are taken; without `bootstrap` in the plan there may be more."
                    : "For all units give a larger `--units`; memory and time grow with it.");
        }

        if (rows.WithoutGroup > 0)
        {
            yield return new Finding(
                "missing-cluster", Severity.Warning, $"{Rounding.Count(rows.WithoutGroup)} units have no {column} and are left out.", "Find out why; the analysis leaves them out as well where this column is its cluster.", column);
        }

        if (by is null && column is not null)
        {
            yield return new Finding(
                "clusters-crossed",
                Severity.Info,
                $"{column} has units of several variants, so units were assigned within it, and were here, too.",
                $"If whole values of {column} were assigned, ask for `--by {column}`.",
                column);
        }

        if (experiment.Definition.Variants.Any(v => v.Weight is null))
        {
            yield return new Finding(
                "no-planned-weights", Severity.Info, "The variants have no planned weights: units were assigned in the shares that were observed, and the sample ratio is not tested.", "Give every variant its planned `weight`.");
        }

        if (experiment.Definition.Plan.Design is Design.GroupSequential or Design.AlwaysValid)
        {
            yield return new Finding(
                "aa-one-look",
                Severity.Info,
                "Each re-randomisation was judged at one look with the whole alpha of the plan: whether standard errors and normal tails hold is a matter of the data, and is what this measures. What several looks add is a matter of the design.",
                "See `kpilab verify` for the design over its looks.");
        }

        if (assigned < FewAssigned)
        {
            yield return new Finding(
                "aa-few-assigned", Severity.Warning, Invariant($"Only {assigned} {(by is null ? "units" : "values of " + by)} were assigned: re-randomisations of so few are much alike, and the rates rough."), "Read them as a hint.");
        }

        if (runs < FewRuns)
        {
            yield return new Finding("aa-few-runs", Severity.Info, Invariant($"{runs} re-randomisations say little about rates of a few per cent."), "Give `--runs 1000` or more.");
        }
    }

    private static string Subject(AaRow row) => row.Subject switch
    {
        AaSubject.Unadjusted => $"{row.Name} with {row.Treatment}, unadjusted,",
        AaSubject.Comparison => $"{row.Name} with {row.Treatment}",
        AaSubject.SampleRatio => "The sample ratio",
        _ => char.ToUpperInvariant(row.Name[0]) + row.Name[1..],
    };

    private static string Percent(double share) => Invariant($"{share * 100:0.##} %");
}
