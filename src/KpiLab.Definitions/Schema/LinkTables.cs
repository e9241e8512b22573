using System.Globalization;
using System.Text.Json.Nodes;

namespace KpiLab.Definitions;

/// <summary>The fields of <c>defaults.links</c>: one for each threshold, and what else decides.</summary>
internal static class LinkTables
{
    public static ObjectShape Settings { get; } = new("thresholds of links", [.. LinkSetting.All.Select(Of), new("decide", Decide(), "What decides beside the ladder; what does not is shown.")]);

    /// <summary>The settings that were written, over the defaults.</summary>
    public static LinkSettings Read(JsonObject json)
    {
        var settings = LinkSettings.Default;
        foreach (var setting in LinkSetting.All)
        {
            if ((setting.IsWhole ? json.Integer(setting.Name) : json.Number(setting.Name)) is { } value)
            {
                settings = setting.With(settings, value);
            }
        }

        return json.Map("decide") is { } decide
            ? settings with
            {
                Decide = new LinkDecision(
                    decide.Word<LinkHorizon>("horizon") ?? LinkHorizon.One, decide.Word<LinkBenchmark>("benchmark") ?? LinkBenchmark.OwnLags, decide.Word<LinkErrors>("errors") ?? LinkErrors.Ols),
            }
            : settings;
    }

    private static Field Of(LinkSetting setting)
    {
        var value = setting.Get(LinkSettings.Default)?.ToString("R", CultureInfo.InvariantCulture);
        return new Field(
            setting.Name,
            setting.IsWhole
                ? new IntegerShape((long)setting.Lowest, (long)setting.Highest, value ?? "4")
                : new NumberShape(value!, atLeast: setting.Lowest, atMost: setting.Highest),
            setting.What,
            Default: value);
    }

    private static ObjectShape Decide() => new(
        "what decides",
        [
            new("horizon", WordShape.Of<LinkHorizon>(), "one: the next period; lead_time: as many periods ahead as the lead is.", Default: "\"one\""),
            new("benchmark", WordShape.Of<LinkBenchmark>(), "own_lags: the outcome's own past; better_of_both: that and the same season a cycle ago.", Default: "\"own_lags\""),
            new("errors", WordShape.Of<LinkErrors>(), "ols: least squares; hac: robust against autocorrelation as well.", Default: "\"ols\""),
        ]);
}
