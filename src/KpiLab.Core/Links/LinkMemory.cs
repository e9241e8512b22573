using System.Globalization;
using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>A monitor as it was frozen: what is needed to make it again.</summary>
/// <param name="FirstPeriod">First period of the series then.</param>
/// <param name="FrozenOn">First day of the first period after the freeze.</param>
/// <param name="FirstLag">Shortest declared lag, in periods.</param>
/// <param name="LastLag">Longest.</param>
/// <param name="Lag">Lag that is watched.</param>
/// <param name="Season">Periods of a cycle; 1 for none.</param>
/// <param name="Looks">Looks that the levels hold for.</param>
/// <param name="PeriodsPerLook">Periods between two looks.</param>
/// <param name="Effect">Effect then, as a check.</param>
/// <param name="DemoteLevel">Level then.</param>
/// <param name="WatchLevel">Level then.</param>
/// <param name="DataHash">Hash of the values up to the freeze.</param>
[TypeFormatterSource]
public sealed record FrozenMonitor(
    DateOnly FirstPeriod,
    DateOnly FrozenOn,
    int FirstLag,
    int LastLag,
    int Lag,
    int Season,
    int Looks,
    int PeriodsPerLook,
    double Effect,
    double DemoteLevel,
    double WatchLevel,
    string DataHash);

/// <summary>What a check leaves for the next one.</summary>
/// <param name="DefinitionHash">Hash of the link and of its KPIs' measures.</param>
/// <param name="InputHash">Hash of definition, settings and data: the same input is not a new look.</param>
/// <param name="AsOf">The moment that was looked from.</param>
/// <param name="Standing">The word that holds.</param>
/// <param name="Reason">Why.</param>
/// <param name="Since">Since when it holds.</param>
/// <param name="PValue">Window p, adjusted for the family of that run.</param>
/// <param name="VerdictPeriod">Last period of the data of the last full verdict; null when there was none yet.</param>
/// <param name="KeepFrom">After an alarm: no Keep before this period; null otherwise.</param>
/// <param name="Monitor">The monitor of a kept link.</param>
[TypeFormatterSource]
public sealed record LinkMemory(
    string DefinitionHash,
    string InputHash,
    DateTimeOffset AsOf,
    LinkWord Standing,
    string Reason,
    DateTimeOffset Since,
    double PValue,
    DateOnly? VerdictPeriod,
    DateOnly? KeepFrom,
    FrozenMonitor? Monitor)
{
    private const string Day = "yyyy-MM-dd";

    /// <summary>As the journal keeps it.</summary>
    public JsonObject ToJson() => new()
    {
        ["definitionHash"] = DefinitionHash,
        ["inputHash"] = InputHash,
        ["asOf"] = AsOf.UtcDateTime.ToString("o", CultureInfo.InvariantCulture),
        ["standing"] = Standing.ToString(),
        ["reason"] = Reason,
        ["since"] = Since.UtcDateTime.ToString("o", CultureInfo.InvariantCulture),
        ["pValue"] = PValue,
        ["verdictPeriod"] = Text(VerdictPeriod),
        ["keepFrom"] = Text(KeepFrom),
        ["monitor"] = Monitor is { } m
            ? new JsonObject
            {
                ["firstPeriod"] = Text(m.FirstPeriod),
                ["frozenOn"] = Text(m.FrozenOn),
                ["firstLag"] = m.FirstLag,
                ["lastLag"] = m.LastLag,
                ["lag"] = m.Lag,
                ["season"] = m.Season,
                ["looks"] = m.Looks,
                ["periodsPerLook"] = m.PeriodsPerLook,
                ["effect"] = m.Effect,
                ["demoteLevel"] = m.DemoteLevel,
                ["watchLevel"] = m.WatchLevel,
                ["dataHash"] = m.DataHash,
            }
            : null,
    };

    /// <summary>As the journal kept it.</summary>
    public static LinkMemory Of(JsonObject json) => new(
        (string)json["definitionHash"]!,
        (string)json["inputHash"]!,
        Time(json["asOf"]!),
        Enum.Parse<LinkWord>((string)json["standing"]!),
        (string)json["reason"]!,
        Time(json["since"]!),
        (double)json["pValue"]!,
        Date(json["verdictPeriod"]),
        Date(json["keepFrom"]),
        json["monitor"] is JsonObject m
            ? new FrozenMonitor(
                Date(m["firstPeriod"])!.Value, Date(m["frozenOn"])!.Value, (int)m["firstLag"]!, (int)m["lastLag"]!, (int)m["lag"]!, (int)m["season"]!, (int)m["looks"]!,
                (int)m["periodsPerLook"]!, (double)m["effect"]!, (double)m["demoteLevel"]!, (double)m["watchLevel"]!, (string)m["dataHash"]!)
            : null);

    private static string? Text(DateOnly? day) => day?.ToString(Day, CultureInfo.InvariantCulture);

    private static DateOnly? Date(JsonNode? node) => node is null ? null : DateOnly.ParseExact((string)node!, Day, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(JsonNode node) => DateTimeOffset.Parse((string)node!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
