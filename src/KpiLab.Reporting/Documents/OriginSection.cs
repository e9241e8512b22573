using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>What was looked at, under which plan and definition.</summary>
internal static class OriginSection
{
    public static IEnumerable<Block> Of(Analysis analysis)
    {
        yield return new Heading(2, "Data, plan and definition");
        var facts = new List<(string, string)>();
        foreach (var source in analysis.Data)
        {
            facts.Add(($"Data: {source.Source}", Source(source)));
        }

        facts.Add(("Data fingerprint", analysis.DataHash));
        facts.Add(("Units analysed", $"{Rounding.Count(analysis.Units)}{Planned(analysis)}"));
        if (analysis.Look is { } look)
        {
            facts.Add(("Look", look.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        facts.Add(("Plan", Plan(analysis.Plan)));
        if (analysis.Structure is { } structure)
        {
            facts.Add(("Estimator", structure.Sentence));
            facts.Add(("Basis", Basis(structure.Basis)));
        }

        facts.Add(("Definition hash", analysis.DefinitionHash));
        facts.Add(("Terms hash", analysis.Registration.TermsHash));
        facts.Add(("Seed", analysis.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        yield return new Facts(facts);
    }

    /// <summary>What entitles a result to be called an effect.</summary>
    public static string Basis(EvidenceBasis basis) => basis switch
    {
        EvidenceBasis.Observational => "observational: nobody was assigned by lot",
        EvidenceBasis.ByDesign => "by design: time was switched between variants",
        _ => "randomised",
    };

    private static string Source(SourceFingerprint source)
    {
        var rows = source.Rows is { } count ? $"{FigureText.Counted(count, "row")}; " : "";
        var files = source.Files.Count <= 3
            ? string.Join("; ", source.Files.Select(f => $"{f.Path} ({FigureText.Bytes(f.Bytes)}, {FigureText.Time(f.Modified)})"))
            : $"{Rounding.Count(source.Files.Count)} files, {FigureText.Bytes(source.Files.Sum(f => f.Bytes))}, newest {FigureText.Time(source.Files.Max(f => f.Modified))}";
        return rows + files;
    }

    private static string Planned(Analysis analysis)
        => analysis.Plan.Units is { } planned
            ? $" of {Rounding.Count(planned)} planned{(analysis.IsComplete ? "" : "; not complete yet")}"
            : analysis.IsComplete ? "" : "; not complete yet";

    private static string Plan(AnalysisPlan plan)
    {
        var parts = new List<string> { $"{Spelling.Words(plan.Design)} design", $"alpha {FigureText.Significant(plan.Alpha, 6)}" };
        if (plan.Power is { } power)
        {
            parts.Add($"power {FigureText.Significant(power, 6)}");
        }

        if (plan.Looks is { } looks)
        {
            parts.Add($"{looks.Count} looks ({LookPlan.NameOf(looks.Spending)}{(looks.Futility is { } futility ? $"; futility {LookPlan.NameOf(futility)}" : "")})");
        }

        if (plan.Design == Design.Bayesian)
        {
            parts.Add(plan.Prior.IsFlat ? "flat prior" : $"prior {plan.Prior}");
            parts.Add($"decided on the {(plan.Lift == LiftMethod.Delta ? "relative" : "absolute")} change");
        }
        else
        {
            parts.Add($"{EffectWords.Correction(plan.Correction)} correction for multiplicity");
            parts.Add($"relative change by {EffectWords.Lift(plan.Lift)}");
        }

        if (plan.Compare == ComparePairs.AllPairs)
        {
            parts.Add("all pairs compared");
        }

        if (plan.Covariates.Count > 0)
        {
            parts.Add($"covariates {string.Join(", ", plan.Covariates.Select(c => c.Kpi))}");
        }

        foreach (var (kpi, method) in plan.Methods.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            parts.Add($"{kpi} by {Spelling.Words(method)}");
        }

        if (plan.OutcomeModel is { } model)
        {
            parts.Add($"outcome model {Spelling.Words(model.Type)} over {FigureText.Counted(model.Folds, "fold")}");
        }

        if (plan.Segments.Count > 0)
        {
            parts.Add($"segments {string.Join(", ", plan.Segments)}");
        }

        if (plan.Starts is { } starts)
        {
            parts.Add($"starts {FigureText.Time(starts)}");
        }

        if (plan.Ends is { } ends)
        {
            parts.Add($"ends {FigureText.Time(ends)}");
        }

        return string.Join("; ", parts);
    }
}
