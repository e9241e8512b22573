using KpiLab.Statistics;

namespace KpiLab.Data;

/// <summary>How a unit's value is drawn.</summary>
internal enum SampleOutcome
{
    /// <summary>0 or 1.</summary>
    Share,

    /// <summary>A Poisson count.</summary>
    Count,

    /// <summary>A positive amount, lognormal with this mean and the spread of its logarithm.</summary>
    Amount,
}

/// <summary>A small experiment: one row a unit, one value.</summary>
/// <param name="Id">The experiment; its file is <c>data/experiments/ID.csv</c>.</param>
/// <param name="Unit">Column of the key, and the first letter of the keys.</param>
/// <param name="Starts">First day.</param>
/// <param name="Days">Days on which units are exposed.</param>
/// <param name="Units">Units, all variants together.</param>
/// <param name="Column">Column of the value.</param>
/// <param name="Outcome">How it is drawn.</param>
/// <param name="Levels">Variants with their true means; the first is the control.</param>
/// <param name="What">What was planted, for <c>planted-truth.md</c>.</param>
/// <param name="Spread">Spread of the logarithm of an amount.</param>
/// <param name="SeenTwice">Share of units that see another variant a day later.</param>
internal sealed record SampleExperiment(
    string Id, string Unit, DateTime Starts, int Days, int Units, string Column, SampleOutcome Outcome, IReadOnlyList<(string Variant, double Mean)> Levels, string What,
    double Spread = 0, double SeenTwice = 0);

/// <summary>The company's smaller experiments of six months, in the order of their start.</summary>
internal static class SampleExperiments
{
    public static IReadOnlyList<SampleExperiment> All { get; } =
    [
        new("welcome_mail", "unit_id", Day(4, 8), 14, 2000, "activated", SampleOutcome.Share, [("control", 0.38), ("mail", 0.48)], "truly better: ship"),
        new("signup_form", "unit_id", Day(4, 15), 14, 3000, "signed_up", SampleOutcome.Share, [("control", 0.12), ("short", 0.20), ("social", 0.12)], "the short form is truly better, the other is not: ship"),
        new("shorter_trial", "unit_id", Day(5, 4), 21, 3000, "paid", SampleOutcome.Share, [("control", 0.19), ("seven_days", 0.12)], "truly worse: rollback"),
        new("invite_colleagues", "unit_id", Day(5, 11), 28, 4000, "sessions", SampleOutcome.Count, [("control", 2.0), ("invite", 2.3)], "so much better that a look before the end may say so: ship"),
        new("canned_replies", "ticket_id", Day(6, 4), 18, 2400, "hours", SampleOutcome.Amount, [("control", 6.5), ("suggested", 6.5)], "no effect, and units enough to say so: equivalent", Spread: 0.45),
        new("annual_banner", "unit_id", Day(6, 8), 21, 4000, "bought", SampleOutcome.Share, [("control", 0.08), ("banner", 0.12)], "truly better: ship"),
        new("webinar_reminder", "unit_id", Day(7, 6), 21, 2000, "asked", SampleOutcome.Share, [("control", 0.10), ("reminder", 0.10)], "no effect, and too few units to say so: inconclusive"),
        new("checkout_address", "visit_id", Day(9, 7), 14, 3000, "completed", SampleOutcome.Share, [("control", 0.49), ("filled_in", 0.58)], "truly better, and nothing crashes any more: ship"),
        new("seat_reminder", "account_id", Day(9, 7), 18, 1600, "added", SampleOutcome.Amount, [("control", 40), ("reminder", 42)], "units see both variants: invalid", Spread: 0.6, SeenTwice: 0.04),
        new("referral_bonus", "account_id", Day(9, 8), 42, 6000, "referred", SampleOutcome.Share, [("control", 0.05), ("month_free", 0.055)], "next to no effect, and not over when the story ends: continue"),
        new("exit_popup", "unit_id", Day(9, 14), 28, 2400, "signed_up", SampleOutcome.Share, [("control", 0.12), ("discount", 0.13)], "never applied: unregistered"),
    ];

    public static IEnumerable<SampleFile> Files(SeededRandom root) => All.Select((e, i) => File(e, root.Stream((ulong)i)));

    private static SampleFile File(SampleExperiment experiment, SeededRandom root)
    {
        var rows = new SampleText($"{experiment.Unit},variant,exposed_at,{experiment.Column}");
        for (var i = 0; i < experiment.Units; i++)
        {
            var random = root.Stream((ulong)i);
            var arm = random.NextInt(experiment.Levels.Count);
            var (variant, mean) = experiment.Levels[arm];
            var exposed = experiment.Starts.AddMinutes(random.NextInt(experiment.Days * 24 * 60));
            var value = experiment.Outcome switch
            {
                SampleOutcome.Share => SampleText.Flag(random.NextBernoulli(mean)),
                SampleOutcome.Count => SampleText.Whole(random.NextPoisson(mean)),
                _ => SampleText.Number(mean * Math.Exp((experiment.Spread * random.NextNormal()) - (experiment.Spread * experiment.Spread / 2)), 2),
            };
            var key = SampleText.Key(experiment.Unit[0], i + 1);
            rows.Row(key, variant, SampleText.Minute(exposed), value);
            if (experiment.SeenTwice > 0 && random.NextBernoulli(experiment.SeenTwice))
            {
                rows.Row(key, experiment.Levels[1 - arm].Variant, SampleText.Minute(exposed.AddDays(1)), value);
            }
        }

        return rows.ToFile($"data/experiments/{experiment.Id}.csv");
    }

    private static DateTime Day(int month, int day) => new(2026, month, day, 0, 0, 0, DateTimeKind.Utc);
}
