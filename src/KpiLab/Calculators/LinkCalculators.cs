using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Does a lead still predict its outcome: verdicts of one pair, many pairs each alone, or many candidates as one family; and which of two leads is redundant.</summary>
internal static class LinkCalculators
{
    private const string Page = "docs/estimators/links.md";

    // A lead of period 7 that the outcome follows two periods later.
    private static readonly string Example =
        "{\"series\": {\"x\": [" + Join(Wave) + "], \"y\": [" + Join(t => (0.8 * Wave(t - 2)) + (0.3 * Math.Cos(5.1 * t * t)))
        + "]}, \"params\": {\"season\": 1, \"max_lag\": 3, \"expected_sign\": 1}}";

    private static readonly string TwoLeads = Example.Replace("\"x\"", "\"x1\"", StringComparison.Ordinal)
        .Replace("\"y\"", Invariant($"\"x2\": [{Join(t => Wave(t) + (0.2 * Math.Sin(3.7 * t * t)))}], \"y\""), StringComparison.Ordinal);

    public static IReadOnlyList<Calculator> All { get; } =
    [
        Calculator.Define(
            "lead_lag_verdict", "Does a lead still predict its outcome: Keep, Revalidate, Replace, InsufficientEvidence", Page, Example,
            Read, i => Judge(i), static () => CalcJson.Default.JsonObject),
        Calculator.Define(
            "lead_lag_redundancy", "Which of two leads adds nothing to the other: encompassing F tests", Page, TwoLeads,
            ReadTwo, Redundancy, static () => CalcJson.Default.RedundancyOutput),
    ];

    private static VerdictInput Read(CalcInput i)
    {
        var p = i.Object("params");
        var season = Positive(p, "season", 1);
        var window = new LeadWindow(1, Positive(p, "max_lag", 6));
        var fewest = p.Has("min_n") ? Positive(p, "min_n", 1) : (int?)null;
        var settings = new LeadSettings { Alpha = p.Alpha() };
        if (i.Has("pairs"))
        {
            return new VerdictInput([.. i.Objects("pairs").Select(pair => (
                "", new LinkSeries(Gappy(pair, "y"), Same(pair, "x", Gappy(pair, "y").Length), [], window, season, Sign(pair, Sign(p, 0)), fewest)))], settings, Pairs: true);
        }

        var series = i.Object("series");
        var y = Gappy(series, "y");
        IReadOnlyList<IReadOnlyList<double?>> controls = [];
        if (i.Has("controls"))
        {
            var declared = i.Object("controls");
            controls = [.. declared.Names().Select(name => Same(declared, name, y.Length))];
        }

        var candidates = series.Names().Where(name => name != "y").ToList();
        if (candidates.Count == 0)
        {
            throw series.Refuse("x", "is missing; write the leading series as an array of numbers, null where missing");
        }

        return new VerdictInput(
            [.. candidates.Select(name => (name, new LinkSeries(y, Same(series, name, y.Length), controls, window, season, Sign(p, 0), fewest)))],
            settings,
            Pairs: false);
    }

    private static JsonObject Judge(VerdictInput input)
    {
        if (input.Pairs)
        {
            return new JsonObject { ["pairs"] = new JsonArray([.. input.Links.Select(l => One(LinkExaminer.Check(l.Link, input.Settings)))]) };
        }

        if (input.Links is [("x", var only)])
        {
            return One(LinkExaminer.Check(only, input.Settings));
        }

        var verdicts = LinkExaminer.Check([.. input.Links.Select(l => l.Link)], adjust: true, input.Settings);
        var named = input.Links.Zip(verdicts, (link, verdict) => (link.Name, Verdict: verdict)).ToList();
        return new JsonObject
        {
            ["kept"] = new JsonArray([.. named.Where(v => v.Verdict.Word == LinkWord.Keep).Select(v => JsonValue.Create(v.Name))]),
            ["candidates"] = new JsonObject(named.Select(v => KeyValuePair.Create<string, JsonNode?>(v.Name, One(v.Verdict)))),
        };
    }

    private static JsonObject One(LinkVerdict verdict)
    {
        var evidence = verdict.Evidence.IsDefined ? verdict.Evidence.Value : null;
        return new JsonObject
        {
            ["verdict"] = verdict.Word.ToString(),
            ["lag"] = evidence?.Lag,
            ["sign"] = evidence is null ? null : evidence.WrongSignPValue < evidence.PValue ? -evidence.Sign : evidence.Sign,
            ["break_after"] = evidence?.Break?.After,
        };
    }

    private static TwoLeadsInput ReadTwo(CalcInput i)
    {
        var p = i.Object("params");
        var series = i.Object("series");
        var y = series.Numbers("y");
        double[][] leads = [series.Numbers("x1"), series.Numbers("x2")];
        for (var k = 0; k < 2; k++)
        {
            if (leads[k].Length != y.Length)
            {
                throw series.Refuse(Invariant($"x{k + 1}"), Invariant($"has {leads[k].Length} values where y has {y.Length}; write as many"));
            }
        }

        return new TwoLeadsInput(y, leads[0], leads[1], (int)(p.Has("own_lags") ? p.Count("own_lags") : 2), Positive(p, "max_lag", 6));
    }

    private static Estimable<RedundancyOutput> Redundancy(TwoLeadsInput i)
        => Encompassing.Compare(i.Y, i.First, i.Second, i.OwnLags, i.MaxLag).Select(e => new RedundancyOutput(
            e.Redundant is 1 ? "x2" : e.Redundant is 2 ? "x1" : null, e.Redundant is { } r ? Invariant($"x{r}") : null, e.Correlation, e.SecondGivenFirst, e.FirstGivenSecond));

    private static int Sign(CalcInput i, int absent) => Math.Sign(i.Number("expected_sign", absent));

    private static int Positive(CalcInput i, string name, int absent)
    {
        var value = i.Has(name) ? i.Count(name) : absent;
        return value is >= 1 and <= 100_000 ? (int)value : throw i.Refuse(name, Invariant($"is {value}; write a whole number of periods, at least 1"));
    }

    private static double?[] Same(CalcInput i, string name, int length)
    {
        var values = Gappy(i, name);
        return values.Length == length ? values : throw i.Refuse(name, Invariant($"has {values.Length} values where y has {length}; write as many, null where missing"));
    }

    private static double?[] Gappy(CalcInput i, string name) => Array.ConvertAll(i.Series(name), v => double.IsNaN(v) ? (double?)null : v);

    private static double Wave(int t) => Math.Round(Math.Sin(0.9 * t) + Math.Cos(2.3 * t * t), 3);

    private static string Join(Func<int, double> value) => string.Join(", ", Enumerable.Range(0, 60).Select(t => Math.Round(value(t), 3).ToString(CultureInfo.InvariantCulture)));
}

internal sealed record VerdictInput(IReadOnlyList<(string Name, LinkSeries Link)> Links, LeadSettings Settings, bool Pairs);

internal sealed record TwoLeadsInput(double[] Y, double[] First, double[] Second, int OwnLags, int MaxLag);

internal sealed record RedundancyOutput(
    string? Keep,
    string? Consolidate,
    double Correlation,
    [property: JsonPropertyName("p_x2_given_x1")] double SecondGivenFirst,
    [property: JsonPropertyName("p_x1_given_x2")] double FirstGivenSecond);
