using System.Text.Json.Serialization;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Tables of many arms and segments as spotify-confidence makes them.</summary>
internal static class PlatformCalculators
{
    private const string Page = "docs/estimators/platform-tables.md";

    private const string Rows =
        """{"rows": [{"g": "control", "s": 1100, "s2": 1100, "n": 6000}, {"g": "t1", "s": 1195, "s2": 1195, "n": 6050}], "reference": "control", "correction": "bonferroni", "confidence": 0.95, """;

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "multi_arm_z_table", "Every arm against a reference, by segment, with one correction over all rows", Page,
            Rows + "\"by_segment\": false, \"absolute\": true}",
            i => (Table: Read(i), Absolute: i.Flag("absolute", absent: true)), i => i.Table.ZTable(i.Absolute), static () => CalcJson.Default.PlatformOutput),
        Calculator.Define(
            "multi_arm_noninferiority_table", "The same against a margin that is relative to the reference's mean", Page,
            Rows + "\"by_segment\": false, \"nim_relative\": 0.05, \"preferred_direction\": \"increase\"}",
            i => (Table: Read(i), Margin: i.NotNegative("nim_relative"), Increase: Increase(i)), i => i.Table.NonInferiority(i.Margin, i.Increase),
            static () => CalcJson.Default.PlatformOutput),
    ];

    private static PlatformTable Read(CalcInput input)
    {
        var bySegment = input.Flag("by_segment", absent: false);
        var reference = input.Text("reference");
        var arms = new List<PlatformArm>();
        foreach (var row in input.Objects("rows"))
        {
            var n = row.Positive("n");
            if (n != Math.Floor(n) || n > 1e15)
            {
                throw row.Refuse("n", Invariant($"is {n}; write a whole number above 0"));
            }

            double mean = row.Number("s") / n, variance = (row.Number("s2") / n) - (mean * mean);
            arms.Add(new PlatformArm(bySegment ? row.Text("country") : null, row.Text("g"), new Arm((long)n, mean, Math.Max(0, variance))));
        }

        var pairs = new List<(PlatformArm Control, PlatformArm Treatment)>();
        foreach (var segment in arms.GroupBy(a => a.Segment ?? ""))
        {
            var control = segment.FirstOrDefault(a => a.Group == reference)
                ?? throw input.Refuse("reference", $"is \"{reference}\", which has no row{(bySegment ? $" in segment \"{segment.Key}\"" : "")}; write the g of a row");
            if (segment.GroupBy(a => a.Group).FirstOrDefault(g => g.Count() > 1) is { } twice)
            {
                throw input.Refuse("rows", $"has several rows for \"{twice.Key}\"{(bySegment ? $" in segment \"{segment.Key}\"" : "")}; write one");
            }

            pairs.AddRange(segment.Where(a => a.Group != reference).Select(a => (control, a)));
        }

        var confidence = input.Number("confidence", 0.95);
        return confidence is > 0.5 and < 1
            ? new PlatformTable(pairs, Correction(input), Level.Of(confidence))
            : throw input.Refuse("confidence", Invariant($"is {confidence}; write a number between 0.5 and 1, such as 0.95"));
    }

    private static PlatformCorrection Correction(CalcInput input)
    {
        var name = input.Text("correction", "bonferroni");
        return name switch
        {
            "bonferroni" => new PlatformCorrection(p => PValueAdjustment.Bonferroni(p), IsBonferroni: true),
            "holm" => new PlatformCorrection(p => PValueAdjustment.Holm(p)),
            "hommel" => new PlatformCorrection(p => PValueAdjustment.Hommel(p)),
            "sidak" => new PlatformCorrection(p => PValueAdjustment.Sidak(p)),
            "fdr_bh" => new PlatformCorrection(p => PValueAdjustment.BenjaminiHochberg(p)),
            "fdr_by" => new PlatformCorrection(p => PValueAdjustment.BenjaminiYekutieli(p)),
            _ => throw input.Refuse("correction", $"is \"{name}\"; write bonferroni, holm, hommel, sidak, fdr_bh or fdr_by"),
        };
    }

    private static bool Increase(CalcInput input) => input.Text("preferred_direction") switch
    {
        "increase" => true,
        "decrease" => false,
        var other => throw input.Refuse("preferred_direction", $"is \"{other}\"; write increase or decrease"),
    };

    private sealed record PlatformArm(string? Segment, string Group, Arm Arm);

    private sealed record PlatformCorrection(Func<double[], double[]> Adjust, bool IsBonferroni = false);

    private sealed record PlatformTable(List<(PlatformArm Control, PlatformArm Treatment)> Pairs, PlatformCorrection Correction, Level Level)
    {
        public Estimable<PlatformOutput> ZTable(bool absolute) => Contrasts().Then(contrasts =>
        {
            var p = Array.ConvertAll(contrasts, c => c.Test().PValue);
            if (!absolute && Array.Find(contrasts, c => c.Control.Mean == 0) is not null)
            {
                return new Undefined(Undefined.ZeroBaseline, "a reference mean is zero, so that nothing can be expressed relative to it");
            }

            return Table(contrasts, p, (c, level) => c.Absolute(level).Set.Ends(), c => absolute ? 1 : c.Control.Mean, _ => null);
        });

        public Estimable<PlatformOutput> NonInferiority(double margin, bool increase) => Contrasts().Then(contrasts =>
        {
            var side = increase ? Alternative.Greater : Alternative.Less;
            double Null(Contrast c) => (increase ? -margin : margin) * c.Control.Mean;
            var p = Array.ConvertAll(contrasts, c => c.Test(side, Null(c)).PValue);
            return Table(contrasts, p, (c, level) => c.Absolute(level, side).Set.Ends(), _ => 1, c => Null(c));
        });

        private Estimable<Contrast[]> Contrasts()
        {
            if (Pairs.Count == 0)
            {
                return new Undefined(Undefined.TooFewUnits, "there is no arm beside the reference");
            }

            var contrasts = new Contrast[Pairs.Count];
            for (var i = 0; i < contrasts.Length; i++)
            {
                var contrast = Contrast.WithReference("z", Pairs[i].Control.Arm, Pairs[i].Treatment.Arm, null);
                if (!contrast.IsDefined)
                {
                    return contrast.Reason;
                }

                contrasts[i] = contrast.Value;
            }

            return contrasts;
        }

        private Estimable<PlatformOutput> Table(
            Contrast[] contrasts, double[] p, Func<Contrast, Level, double[]> ends, Func<Contrast, double> unit, Func<Contrast, double?> nullDifference)
        {
            var adjusted = Correction.Adjust(p);
            var adjustedLevel = Level.FromAlpha(Level.Alpha / p.Length);
            var rows = contrasts.Select((c, i) =>
            {
                var ci = ends(c, Level);
                var wide = Correction.IsBonferroni ? ends(c, adjustedLevel) : null;
                var significant = Correction.IsBonferroni ? p[i] < Level.Alpha / p.Length : adjusted[i] <= Level.Alpha;
                var scale = unit(c);
                return new PlatformRow(
                    Pairs[i].Control.Group, Pairs[i].Treatment.Group, Pairs[i].Treatment.Segment, c.Difference / scale, ci[0] / scale, ci[1] / scale, p[i],
                    wide?[0] / scale, wide?[1] / scale, adjusted[i], significant, nullDifference(c));
            });
            return new PlatformOutput([.. rows]);
        }
    }
}

internal sealed record PlatformOutput(PlatformRow[] Table);

internal sealed record PlatformRow(
    [property: JsonPropertyName("level_1")] string Reference,
    [property: JsonPropertyName("level_2")] string Arm,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Segment,
    double Difference,
    double CiLower,
    double CiUpper,
    double PValue,
    double? AdjustedCiLower,
    double? AdjustedCiUpper,
    double AdjustedP,
    bool IsSignificant,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? NullDifference);
