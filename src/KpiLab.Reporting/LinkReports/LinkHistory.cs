using System.Globalization;
using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>What the store knows of a link: the last check as it was reported, and the looks before.</summary>
public static class LinkHistory
{
    // Programs take looks as they were kept, readers rounded and in words.
    private static readonly LookFormat AsKept = new(ColumnKind.Number, Text, check => (double?)check["verdict"]?["pValue"], score => score);

    private static readonly LookFormat ForReaders = new(
        ColumnKind.Figure,
        Words,
        check => check["evidence"]?["undefined"] is null && (double?)check["verdict"]?["pValue"] is { } p ? FigureText.PValue(p) : null,
        score => score?.ToString("0.00", CultureInfo.InvariantCulture));

    /// <summary>Looks, one a row.</summary>
    public static Table ToTable(IReadOnlyList<JournalEntry> checks) => Looks(checks, AsKept);

    private static Table Looks(IReadOnlyList<JournalEntry> checks, LookFormat format) => new(
        "Looks",
        [
            new("number", "Look", ColumnKind.Integer), new("as_of", "Looked from"), new("word", "Verdict"), new("today", "On that day's data"), new("look", "Kind"), new("p_value", "p", format.Numbers),
            new("monitor", "Monitor"), new("monitor_score", "Score", format.Numbers, IsDetail: true), new("at", "When", ColumnKind.Time, IsDetail: true), new("actor", "By", IsDetail: true),
        ],
        [.. checks.Select(e =>
        {
            var check = e.Content["check"]!;
            return (IReadOnlyList<object?>)
            [
                (long)e.Number, Day(check["asOf"]), format.Word(check["word"]), format.Word(check["verdict"]?["word"]), format.Word(check["look"]), format.PValue(check), Text(check["monitor"]?["state"]),
                format.Score((double?)check["monitor"]?["score"]), e.At, e.Actor,
            ];
        })]);

    /// <summary>For readers.</summary>
    /// <param name="link">As it is defined.</param>
    /// <param name="checks">Stored checks, the oldest first.</param>
    /// <param name="ledger">Its forecasts.</param>
    /// <param name="unit">Of the outcome, where it is known: fractions are shown in per cent.</param>
    public static Document ToDocument(LinkDefinition link, IReadOnlyList<JournalEntry> checks, ForecastLedger ledger, MetricUnit? unit = null)
    {
        var blocks = new List<Block> { new Heading(1, $"link {link.Id}"), new Facts(Facts(link)) };
        if (checks is not [.., var last])
        {
            blocks.Add(new Paragraph("It was never checked: `kpilab link check " + link.Id + "`."));
            return new Document(blocks);
        }

        var check = last.Content["check"]!;
        blocks.Add(new Heading(2, $"Last check, looked from {Day(check["asOf"])}"));
        blocks.Add(new Statement(LinkWords.Verdict(Parse<LinkWord>(check["word"])), Text(check["sentence"])!));
        blocks.AddRange(check["verdict"]!["checks"]!.AsArray().Select(c =>
        {
            var state = LinkWords.State(Parse<CheckState>(c!["state"]));
            return new Statement(new Marked(state.Mark, $"{LinkWords.Question(Text(c["code"])!)} {char.ToUpperInvariant(state.Word[0])}{state.Word[1..]}."), EffectWords.Sentence(Text(c["sentence"])!));
        }));
        blocks.Add(new Paragraph(Text(check["causal"]!["sentence"])!));
        if (Text(check["units"]?["sentence"]) is { } units)
        {
            blocks.Add(new Paragraph(units));
        }

        Add(blocks, "What speaks against the word", check["counterEvidence"]);
        Add(blocks, "What would change it", check["whatWouldChangeIt"]);
        blocks.Add(new Heading(2, "Forecasts"));
        blocks.Add(new Paragraph(ledger.Sentence));
        if (ledger.Open.Count + ledger.Scored.Count > 0)
        {
            blocks.Add(new Grid(ToTable(ledger, unit)));
        }

        if (check["target"] is JsonObject target)
        {
            blocks.Add(new Paragraph(Text(target["sentence"])!));
        }

        blocks.Add(new Heading(2, "Looks"));
        blocks.Add(new Grid(Looks(checks, ForReaders)));
        blocks.Add(new Paragraph($"Next look: {Text(check["nextLook"])}. Next full verdict: {Text(check["nextVerdict"])}."));
        return new Document(blocks);
    }

    /// <summary>What a stored check said, without what it rests on.</summary>
    /// <param name="check">The check as it was kept.</param>
    /// <param name="memory">What it left for the next one.</param>
    public static RecordedVerdict Verdict(JsonObject check, LinkMemory memory)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(memory);
        return new RecordedVerdict(
            memory.Standing,
            Text(check["sentence"]) ?? memory.Reason,
            (bool?)check["grades"]?["predictive"] ?? false,
            check["grades"]?["causal"] is { } causal ? Parse<CausalWord>(causal) : CausalWord.Unknown,
            Strength(check["strength"]),
            memory.AsOf,
            Text(check["nextVerdict"]) is { } next ? DateOnly.ParseExact(next, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null);
    }

    /// <summary>The definition, the last check and the looks before as JSON.</summary>
    public static string ToJson(LinkDefinition link, IReadOnlyList<JournalEntry> checks, ForecastLedger ledger) => JsonText.Of(new JsonObject
    {
        ["formatVersion"] = LinkJson.FormatVersion,
        ["link"] = link.Id,
        ["last"] = checks is [.., var last] ? last.Content["check"]!.DeepClone() : null,
        ["ledger"] = LinkJson.Of(ledger),
        ["looks"] = ToTable(checks).ToJsonArray(),
    });

    /// <summary>The last forecasts, one a row, rounded by their intervals.</summary>
    /// <param name="ledger">Of the link.</param>
    /// <param name="unit">Of the outcome, where it is known: fractions are shown in per cent.</param>
    internal static Table ToTable(ForecastLedger ledger, MetricUnit? unit = null)
    {
        var (factor, sign) = unit == MetricUnit.Fraction ? (100, " %") : (1, "");
        string Shown(double value, LedgerForecast f) => Rounding.Number(value * factor, Rounding.Decimals(f.HalfWidth80 * factor, value * factor)) + sign;
        object?[] Row(LedgerForecast f, double? came, bool? inside) =>
        [
            LinkOutputs.Day(f.Period), LinkOutputs.Day(f.Made), Shown(f.Value, f), Shown(f.Baseline, f), f.HalfWidth80 is { } half ? Shown(half, f) : null, came is { } c ? Shown(c, f) : null, inside,
        ];
        return new Table(
            "Forecasts",
            [
                new("period", "Period"), new("made", "Made with data to"), new("value", "With the lead", ColumnKind.Figure), new("baseline", "Own past", ColumnKind.Figure),
                new("half_width", "± (80 %)", ColumnKind.Figure), new("outcome", "Came", ColumnKind.Figure), new("inside", "Inside", ColumnKind.Flag),
            ],
            [.. ledger.Scored.TakeLast(8).Select(s => Row(s.Forecast, s.Outcome, s.Inside80)), .. ledger.Open.TakeLast(8).Select(f => Row(f, null, null))]);
    }

    private static List<(string, string)> Facts(LinkDefinition link)
    {
        var facts = new List<(string, string)>
        {
            ("Leading", link.From), ("Lagging", link.To), ("Expected sign", Spelling.Snake(link.Expect)), ("Lag", link.Lag.ToString()),
            ("Smallest effect", link.SmallestEffect.ToString("0.##", CultureInfo.InvariantCulture)),
        };
        if (link.Controls.Count > 0)
        {
            facts.Add(("Controls", string.Join(", ", link.Controls)));
        }

        if (link.Because is { } because)
        {
            facts.Add(("Because", because));
        }

        return facts;
    }

    private static void Add(List<Block> blocks, string heading, JsonNode? texts)
    {
        if (texts is JsonArray { Count: > 0 } items)
        {
            blocks.Add(new Heading(2, heading));
            blocks.Add(new Bullets([.. items.Select(i => Text(i)!)]));
        }
    }

    // A number that is not finite was kept as an undefined quantity.
    private static LinkStrength? Strength(JsonNode? node)
        => node?["estimate"] is JsonValue effect && node["stdError"] is JsonValue error && node["outcomeChange"] is JsonValue change && node["outcomeChangeStdError"] is JsonValue changeError && node["leadSwing"] is JsonValue swing
            ? new LinkStrength((int)node["lag"]!, (double)effect, (double)error, (double)swing, (double)change, (double)changeError, (bool?)node["ofChanges"] ?? false)
            : null;

    private static T Parse<T>(JsonNode? node)
        where T : struct, Enum
        => Enum.GetValues<T>().First(v => Spelling.Snake(v) == Text(node));

    private static string? Text(JsonNode? node) => (string?)node;

    private static string? Words(JsonNode? node) => Text(node)?.Replace('_', ' ');

    private static string? Day(JsonNode? node) => Text(node)?[..10];

    private sealed record LookFormat(ColumnKind Numbers, Func<JsonNode?, string?> Word, Func<JsonNode, object?> PValue, Func<double?, object?> Score);
}
