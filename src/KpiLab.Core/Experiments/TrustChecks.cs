using System.Globalization;
using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>Can the data be trusted? Sample ratio, exposure hygiene, covariate and segment balance, missing values.</summary>
internal sealed class TrustChecks(ResolvedExperiment experiment, ExperimentCells cells, IReadOnlyList<long> units)
{
    /// <summary>Share of units in several variants above which a comparison is invalid.</summary>
    public const double MultipleExposureLimit = 0.01;

    /// <summary>Imbalance that chance explains less often than this is reported.</summary>
    private const double ImbalanceAlpha = 0.001;

    // Below this many units an arm's mean is not near enough to normal for its interval to be taken at its word.
    private const long FewUnits = 100;

    private readonly List<Finding> _findings = [];

    public (Balance Balance, IReadOnlyList<Finding> Findings) Run()
    {
        var variants = experiment.Definition.Variants;
        var ratio = SampleRatio(variants);
        var total = units.Sum() + cells.MultipleExposureUnits;
        var share = total == 0 ? 0 : (double)cells.MultipleExposureUnits / total;
        MultipleExposure(share);
        UnknownVariants();
        Hygiene();
        EmptyVariants(variants);
        Missing(variants);
        Caps();
        var balance = new Balance(
            [.. variants.Select((v, i) => new VariantUnits(v.Id, units[i], v.Weight, ratio.IsDefined ? ratio.Value.Rows[i].Expected * (Assigned is null ? 1 : units.Sum() / ratio.Value.Rows.Sum(r => r.Expected)) : null))],
            ratio.Select(r => r.Test),
            Covariates(variants),
            Segments(variants),
            cells.MultipleExposureUnits,
            share,
            cells.UnknownVariants.Values.Sum());
        return (balance, _findings);
    }

    /// <summary>The primary KPI's clusters, where each was assigned as a whole; else null.</summary>
    private ClusterCells? Assigned => cells.Clusters.FirstOrDefault(c => c.Block == experiment.Primary.Block) is { IsCrossed: false } clusters ? clusters : null;

    private Estimable<SampleRatio> SampleRatio(IReadOnlyList<VariantDefinition> variants)
    {
        if (variants.Any(v => v.Weight is null))
        {
            Add("no-planned-weights", Severity.Info, "The variants have no planned weights, so the sample ratio is not tested.", "Give every variant its planned `weight`; a broken split is the commonest reason for a wrong result.");
            return new Undefined(Undefined.OutsideDomain, "the variants have no planned weights");
        }

        // Where whole clusters were assigned they are what the weights are about.
        var counted = Assigned is { } assigned ? [.. variants.Select((_, i) => (long)assigned.Of(i).Clusters.Count)] : units.ToArray();
        var ratio = SampleRatioTest.ChiSquare(counted, [.. variants.Select(v => v.Weight!.Value)]);
        if (ratio.IsDefined && ratio.Value.Test.PValue < SampleRatioTest.AlarmAlpha)
        {
            var rows = string.Join(", ", variants.Select((v, i) => $"{v.Id} {Rounding.Count(counted[i])} of {Rounding.Count((long)Math.Round(ratio.Value.Rows[i].Expected))} expected")) + (Assigned is null ? "" : " clusters");
            Add(
                "sample-ratio-mismatch",
                Severity.Critical,
                $"Sample ratio mismatch: {rows}; {Small(ratio.Value.Test.PValue)}, below 0.001.",
                "Find out why units are missing or added in one variant (redirects, bots, crashes, late filters) and repeat the experiment; do not read the effects.");
        }

        return ratio;
    }

    private void MultipleExposure(double share)
    {
        if (cells.MultipleExposureUnits == 0)
        {
            return;
        }

        var critical = share > MultipleExposureLimit;
        Add(
            "multiple-exposure",
            critical ? Severity.Critical : Severity.Warning,
            $"{Rounding.Count(cells.MultipleExposureUnits)} units ({Percent(share)}) were seen in more than one variant and are left out{(critical ? "; more than 1 % of units" : "")}.",
            "Check the assignment: a unit must stay in the variant that it first saw.");
    }

    private void UnknownVariants()
    {
        if (cells.UnknownVariants.Count == 0)
        {
            return;
        }

        var rows = cells.UnknownVariants.Values.Sum();
        Add(
            "unknown-variant",
            Severity.Warning,
            $"{Rounding.Count(rows)} rows of {experiment.Definition.Exposures.Source} have a variant that the experiment does not define and are left out: {NamedVariants()}.",
            "Add the variant to `variants`, or correct `value` where its text in the data differs from its id.");
    }

    private string NamedVariants()
        => string.Join(", ", cells.UnknownVariants.OrderByDescending(v => v.Value).ThenBy(v => v.Key, StringComparer.Ordinal).Take(5).Select(v => $"'{v.Key}' {Rounding.Count(v.Value)}"));

    private void Hygiene()
    {
        if (cells.FirstExposure is { } first && experiment.Definition.Plan.Starts is { } starts && first < starts)
        {
            Add(
                "exposed-before-start",
                Severity.Warning,
                Invariant($"The first unit was exposed on {first.UtcDateTime:yyyy-MM-dd}, before the planned start on {starts.UtcDateTime:yyyy-MM-dd}."),
                "Check that the source holds this experiment and no earlier one, or correct `plan.starts`.");
        }

        if (cells.DuplicateRows > 0)
        {
            Add(
                "duplicate-units",
                Severity.Warning,
                $"{Rounding.Count(cells.DuplicateRows)} further rows of units that were already seen in the same variant are left out; the first exposure counts.",
                "If a unit has one row by design, find out where the others come from.");
        }

        if (cells.MissingKeyRows > 0)
        {
            Add(
                "missing-keys",
                Severity.Warning,
                $"{Rounding.Count(cells.MissingKeyRows)} {(cells.MissingKeyRows == 1 ? "row has" : "rows have")} no unit key or no variant, left out of the analysis.",
                "Find out why the exposure log lost them; units lost in one variant more than in another bias the comparison.");
        }

        if (!cells.IsJoint)
        {
            Add(
                "segments-marginal",
                Severity.Info,
                "The segments together have nearly as many combinations as there are units; each is broken down by itself. The results do not change.",
                "Nothing to do.");
        }
    }

    private void EmptyVariants(IReadOnlyList<VariantDefinition> variants)
    {
        if (units.Sum() == 0 && cells.UnknownVariants.Count == 0)
        {
            Add(
                "no-units",
                Severity.Critical,
                experiment.Needs.AsOf is { } asOf
                    ? Invariant($"No unit of the experiment had been exposed by {asOf.UtcDateTime:yyyy-MM-dd HH:mm} UTC.")
                    : $"The source {experiment.Definition.Exposures.Source} holds no unit of the experiment.",
                "Look from a later moment, or check the source of exposures.");
            return;
        }

        for (var i = 0; i < variants.Count; i++)
        {
            if (units[i] == 0)
            {
                Add(
                    "variant-without-units",
                    Severity.Critical,
                    $"No unit has the variant {variants[i].Id} (its text in the data is taken to be '{variants[i].Value}')."
                        + (cells.UnknownVariants.Count == 0 ? "" : $" The data also hold {NamedVariants()}."),
                    "Correct `value` of the variant, or the source of exposures.",
                    variants[i].Id);
            }
            else if (units[i] < FewUnits)
            {
                Add(
                    "few-units",
                    Severity.Warning,
                    $"The variant {variants[i].Id} has {Rounding.Count(units[i])} units; intervals from so few are rough where the values are skewed.",
                    "Collect more units before deciding on a skewed KPI.",
                    variants[i].Id);
            }
        }
    }

    private void Missing(IReadOnlyList<VariantDefinition> variants)
    {
        foreach (var group in cells.Missing.Where(m => m.Units > 0).GroupBy(m => (m.Block, m.Role, m.Metric, m.Dropped)))
        {
            var (_, role, metric, dropped) = group.Key;
            var isCovariate = role is QuantityRole.Covariate or QuantityRole.CovariateNumerator or QuantityRole.CovariateDenominator;
            var byVariant = variants.Select((_, i) => group.Where(m => m.Variant == i).Sum(m => m.Units)).ToArray();
            var total = byVariant.Sum();
            if (!dropped && !isCovariate)
            {
                continue; // zero by declaration or by the rule for units without events
            }

            var already = _findings.Any(f => f.Code is "missing-values" or "missing-covariate" && f.Subject == metric);
            if (already)
            {
                continue;
            }

            var quantity = experiment.Needs.Blocks.SelectMany(b => b.Quantities).First(q => q.Metric == metric && q.Role == role);
            var declared = quantity.Missing is not null || quantity.Where is not null;
            Add(
                isCovariate ? "missing-covariate" : "missing-values",
                isCovariate || declared ? Severity.Info : Severity.Warning,
                $"{Name(metric)} has no value for {Rounding.Count(total)} units ({Percent(total / (double)Math.Max(1, units.Sum()))}); they "
                    + (isCovariate ? "count as zero in the adjustment, which stays valid." : "are left out of this KPI."),
                isCovariate ? "Nothing to do; a covariate that is known for more units would reduce more variance."
                    : declared ? $"Nothing to do: its measure says so ({(quantity.Missing is null ? "where" : "missing")})."
                    : "Declare `missing: zero` or `missing: drop` in its measure to say what is meant.",
                metric);
            var table = new long[2, variants.Count];
            for (var i = 0; i < variants.Count; i++)
            {
                table[0, i] = byVariant[i];
                table[1, i] = Math.Max(0, units[i] - byVariant[i]);
            }

            var test = AssociationTest.Test(table);
            if (!isCovariate && test.IsDefined && test.Value.Test.PValue < ImbalanceAlpha)
            {
                Add(
                    "missing-differs",
                    Assigned is null ? Severity.Critical : Severity.Warning, // a test of units that depend on each other alarms too often
                    $"{Name(metric)} is missing more often in one variant than in another ({string.Join(", ", variants.Select((v, i) => $"{v.Id} {Percent(byVariant[i] / (double)Math.Max(1, units[i]))}"))}; {Small(test.Value.Test.PValue)}).",
                    "What is missing may depend on the treatment; find out why before reading this KPI.",
                    metric);
            }
        }
    }

    private void Caps()
    {
        foreach (var cap in cells.Caps.Where(c => c.Role is QuantityRole.Value or QuantityRole.Numerator or QuantityRole.Denominator).DistinctBy(c => (c.Metric, c.Role)))
        {
            Add(
                "values-capped",
                Severity.Info,
                $"{Name(cap.Metric)} is capped at {cap.Value.ToString("G6", CultureInfo.InvariantCulture)} ({cap.Cap}); {Rounding.Count(cap.UnitsCapped)} units were above.",
                "Nothing to do; the effect is on the capped KPI.",
                cap.Metric);
        }
    }

    private List<CovariateBalance> Covariates(IReadOnlyList<VariantDefinition> variants)
    {
        var balances = new List<CovariateBalance>();
        var block = experiment.Primary.Block;
        var quantities = experiment.Needs.Blocks[block].Quantities;
        var control = variants.ToList().FindIndex(v => v.IsControl);
        for (var q = 0; q < quantities.Count; q++)
        {
            if (quantities[q].Role != QuantityRole.Covariate)
            {
                continue;
            }

            if (units[control] == 0)
            {
                continue;
            }

            var a = cells.Total(control, block).Marginal(q);
            for (var t = 0; t < variants.Count; t++)
            {
                var b = units[t] == 0 ? default : cells.Total(t, block).Marginal(q);
                if (t == control || CovariateImbalance.Compare(a, b) is not { IsDefined: true } difference)
                {
                    continue;
                }

                var result = difference.Value;
                balances.Add(new CovariateBalance(quantities[q].Metric, variants[t].Id, a.Mean, b.Mean, result.StandardisedDifference, result.Test.PValue));
                if (result.Test.PValue < ImbalanceAlpha)
                {
                    Add(
                        "covariate-imbalance",
                        Severity.Warning,
                        $"{quantities[q].Metric} differed between {variants[t].Id} and the control before the experiment ({Rounding.Number(result.StandardisedDifference, 3, signed: true)} standard deviations, {Small(result.Test.PValue)}).",
                        "A sound assignment rarely does this: check it, and that the covariate is really measured before exposure.",
                        quantities[q].Metric);
                }
            }
        }

        return balances;
    }

    private List<SegmentBalance> Segments(IReadOnlyList<VariantDefinition> variants)
    {
        var balances = new List<SegmentBalance>();
        for (var s = 0; s < experiment.Definition.Plan.Segments.Count; s++)
        {
            var name = experiment.Definition.Plan.Segments[s];
            var column = new SegmentCells(cells, s, []);
            var values = column.Values;
            var table = new long[values.Count, variants.Count];
            for (var row = 0; row < values.Count; row++)
            {
                for (var v = 0; v < variants.Count; v++)
                {
                    table[row, v] = column.Units(values[row], v);
                }
            }

            var test = AssociationTest.Test(table).Select(a => a.Test);
            balances.Add(new SegmentBalance(name, test));
            if (test.IsDefined && test.Value.PValue < ImbalanceAlpha)
            {
                Add(
                    "segment-imbalance",
                    Severity.Warning,
                    $"The mix of {name} differs between the variants ({Small(test.Value.PValue)}).",
                    $"If {name} is known before exposure, the assignment is suspect; if it is not, do not break down by it.",
                    name);
            }
        }

        return balances;
    }

    private void Add(string code, Severity severity, string sentence, string remedy, string? subject = null)
        => _findings.Add(new Finding(code, severity, sentence, remedy, subject));

    private string Name(string metric) => experiment.Metrics.FirstOrDefault(m => m.Metric.Id == metric)?.Metric.Name ?? metric;

    private static string Percent(double share) => Rounding.Number(share * 100, share < 0.001 ? 3 : 2) + " %";

    private static string Small(double p) => p < 0.0001 ? "p = " + p.ToString("0.0E-0", CultureInfo.InvariantCulture) : Rounding.PValue(p);
}
