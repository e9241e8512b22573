namespace KpiLab.EndToEnd;

/// <summary>A row of the table "Values computed on these files" of the data folder's README, as printed there.</summary>
/// <param name="Set">Folder under <c>Real</c>.</param>
/// <param name="Experiment">Experiment id, with the delta lift.</param>
/// <param name="File">Data file.</param>
/// <param name="Kpi">KPI id.</param>
/// <param name="Treatment">Variant id.</param>
/// <param name="Segment">Value of the segment, or null.</param>
/// <param name="Units">Units of control and treatment.</param>
/// <param name="Means">Their means.</param>
/// <param name="Difference">Absolute difference and its 95 % interval.</param>
/// <param name="WelchP">SciPy's Welch p.</param>
/// <param name="Lift">gbstats' relative lift and interval.</param>
public sealed record PublishedFigure(
    string Set, string Experiment, string File, string Kpi, string Treatment, string? Segment, (long A, long B) Units, (string A, string B) Means, (string Value, string Lower, string Upper) Difference, string WelchP, (string Value, string Lower, string Upper) Lift)
{
    public override string ToString() => $"{Set}/{Treatment}/{Kpi}/{Segment}";

    public static IReadOnlyList<PublishedFigure> All { get; } =
    [
        Hillstrom("visit", "mens", null, (21306, 21307), ("0.106167", "0.182757"), ("0.07659", "0.069953", "0.083226"), "1.364e-112", ("0.7214", "0.6384", "0.8044")),
        Hillstrom("conversion", "mens", null, (21306, 21307), ("0.00572609", "0.0125311"), ("0.006805", "0.0050001", "0.0086099"), "1.502e-13", ("1.188", "0.7215", "1.655")),
        Hillstrom("spend", "mens", null, (21306, 21307), ("0.652789", "1.42262"), ("0.76983", "0.48514", "1.0545"), "1.164e-07", ("1.179", "0.5443", "1.814")),
        Hillstrom("visit", "womens", null, (21306, 21387), ("0.106167", "0.1514"), ("0.045233", "0.038894", "0.051573"), "2.432e-44", ("0.4261", "0.3544", "0.4977")),
        Hillstrom("conversion", "womens", null, (21306, 21387), ("0.00572609", "0.00883714"), ("0.0031111", "0.0014986", "0.0047235"), "0.000156", ("0.5433", "0.1932", "0.8934")),
        Hillstrom("spend", "womens", null, (21306, 21387), ("0.652789", "1.0772"), ("0.42441", "0.16896", "0.67987"), "0.001129", ("0.6502", "0.1491", "1.151")),
        Hillstrom("visit", "mens", "Multichannel", (2606, 2577), ("0.12855", "0.211486"), ("0.082937", "0.062592", "0.10328"), "1.661e-15", ("0.6452", "0.44", "0.8504")),
        Hillstrom("visit", "mens", "Phone", (9327, 9240), ("0.0871663", "0.162771"), ("0.075604", "0.066147", "0.085062"), "5.902e-55", ("0.8674", "0.7174", "1.017")),
        Hillstrom("visit", "mens", "Web", (9373, 9490), ("0.118852", "0.194415"), ("0.075563", "0.065251", "0.085875"), "1.596e-46", ("0.6358", "0.5234", "0.7481")),
        CookieCats("retention_1", (44700, 45489), ("0.448188", "0.442283"), ("-0.0059052", "-0.012393", "0.00058219"), "0.07441", ("-0.01318", "-0.02755", "0.001203")),
        CookieCats("retention_7", (44700, 45489), ("0.190201", "0.182"), ("-0.0082013", "-0.013282", "-0.003121"), "0.001557", ("-0.04312", "-0.06924", "-0.01699")),
        CookieCats("rounds", (44700, 45489), ("52.4563", "51.2988"), ("-1.1575", "-3.7197", "1.4047"), "0.3759", ("-0.02207", "-0.06998", "0.02585")),
        CookieCats("rounds_without_outlier", (44699, 45489), ("51.3421", "51.2988"), ("-0.043335", "-1.3836", "1.2969"), "0.9495", ("-0.000844", "-0.02694", "0.02525")),
        new("nsw", "nsw", "nsw_dehejia_wahba.csv", "earnings_1978", "training", null, (260, 185), ("4554.8", "6349.14"), ("1794.3", "474.01", "3114.7"), "0.007893", ("0.3939", "0.07086", "0.717")),
        new("resume", "resume", "resume_names.csv", "call_back", "cauc", null, (2435, 2435), ("0.0644764", "0.0965092"), ("0.032033", "0.016774", "0.047292"), "3.943e-05", ("0.4968", "0.2063", "0.7874")),
    ];

    private static PublishedFigure Hillstrom(string kpi, string treatment, string? segment, (long, long) units, (string, string) means, (string, string, string) difference, string p, (string, string, string) lift)
        => new("hillstrom", "hillstrom_delta", "hillstrom.csv.gz", kpi, treatment, segment, units, means, difference, p, lift);

    private static PublishedFigure CookieCats(string kpi, (long, long) units, (string, string) means, (string, string, string) difference, string p, (string, string, string) lift)
        => new("cookie_cats", "cookie_cats", "cookie_cats.csv.gz", kpi, "gate_40", null, units, means, difference, p, lift);
}
