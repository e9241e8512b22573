using System.Text.Json.Nodes;
using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab.Reporting;

/// <summary>A checked link as JSON: <c>camelCase</c>, full precision, nothing of the run in it.</summary>
public static class LinkJson
{
    /// <summary>The layout's number; it grows when a member changes its meaning.</summary>
    public const int FormatVersion = 1;

    /// <summary>One link as text.</summary>
    public static string ToJson(this LinkReport report) => JsonText.Of(report.ToJsonBody());

    /// <summary>Several links as text: <c>{"formatVersion", "family", "links": [body…]}</c>.</summary>
    public static string ToJson(this IReadOnlyList<LinkReport> reports) => JsonText.Of(new JsonObject
    {
        ["formatVersion"] = FormatVersion,
        ["family"] = reports.Count > 0 ? reports.Max(r => r.Family) : 0,
        ["links"] = AnalysisJson.Array(reports, r => r.ToJsonBody()),
    });

    /// <summary>One link.</summary>
    /// <param name="report">The link.</param>
    /// <param name="withSeries">Also the values by period, the forecasts of the backtest, and the monitor's path.</param>
    public static JsonObject ToJsonBody(this LinkReport report, bool withSeries = true) => new()
    {
        ["formatVersion"] = FormatVersion,
        ["link"] = new JsonObject
        {
            ["id"] = report.Link.Id,
            ["from"] = report.Link.From,
            ["to"] = report.Link.To,
            ["expect"] = Spelling.Snake(report.Link.Expect),
            ["lag"] = report.Link.Lag.ToString(),
            ["smallestEffect"] = JsonText.Number(report.Link.SmallestEffect),
            ["controls"] = AnalysisJson.Texts(report.Link.Controls),
        },
        ["definitionHash"] = report.DefinitionHash,
        ["asOf"] = JsonText.Time(report.AsOf),
        ["word"] = Spelling.Snake(report.Word),
        ["sentence"] = report.Sentence,
        ["grades"] = new JsonObject { ["predictive"] = report.Predictive, ["causal"] = Spelling.Snake(report.Causal.Word) },
        ["look"] = Spelling.Snake(report.Look),
        ["verdict"] = new JsonObject
        {
            ["word"] = Spelling.Snake(report.Verdict.Word),
            ["reason"] = report.Verdict.Reason,
            ["pValue"] = JsonText.Number(report.Verdict.PValue),
            ["family"] = report.Family,
            ["checks"] = AnalysisJson.Array(report.Verdict.Checks, c => new JsonObject { ["code"] = c.Code, ["state"] = Spelling.Snake(c.State), ["sentence"] = c.Sentence }),
        },
        ["evidence"] = JsonText.Estimable(report.Verdict.Evidence, e => Evidence(e, report, withSeries)),
        ["strength"] = JsonText.Estimable(report.Strength, s => new JsonObject
        {
            ["lag"] = s.Lag,
            ["estimate"] = JsonText.Number(s.Effect),
            ["stdError"] = JsonText.Number(s.StandardError),
            ["leadSwing"] = JsonText.Number(s.LeadSwing),
            ["outcomeChange"] = JsonText.Number(s.OutcomeChange),
            ["outcomeChangeStdError"] = JsonText.Number(s.OutcomeError),
            ["ofChanges"] = s.IsOfChanges,
        }),
        ["beside"] = JsonText.Estimable(report.Beside, Beside),
        ["season"] = new JsonObject { ["periods"] = report.Season.Periods, ["missing"] = report.Season.IsMissing, ["sentence"] = report.Season.Sentence },
        ["monitor"] = report.Monitor is { } m ? Monitor(m, withSeries) : null,
        ["earlier"] = report.Earlier is { } b ? new JsonObject { ["on"] = JsonText.Time(b.On), ["word"] = Spelling.Snake(b.Word), ["reason"] = b.Reason } : null,
        ["causal"] = Causal(report.Causal),
        ["units"] = report.Units is { } units ? UnitBlocks.Json(units, report.Link.Units) : null,
        ["longTerm"] = report.LongTerm is { } longTerm ? EarlyEvidence.Json(longTerm) : null,
        ["proxy"] = report.Proxy is { } proxy ? EarlyEvidence.Json(proxy) : null,
        ["counterEvidence"] = AnalysisJson.Texts(report.CounterEvidence),
        ["whatWouldChangeIt"] = AnalysisJson.Texts(report.WouldChange),
        ["nextLook"] = LinkOutputs.Day(report.NextLook),
        ["nextVerdict"] = LinkOutputs.Day(report.NextVerdict),
        ["ledger"] = Of(report.Ledger),
        ["target"] = report.Target is { } t ? Of(t) : null,
        ["findings"] = AnalysisJson.Array(report.Findings, f => new JsonObject
        {
            ["code"] = f.Code, ["severity"] = Spelling.Snake(f.Severity), ["sentence"] = f.Sentence, ["remedy"] = f.Remedy, ["subject"] = f.Subject,
        }),
        ["series"] = withSeries ? JsonText.Estimable(report.Series, Series) : null,
    };

    /// <summary>A definition as text, with whether its target is realistic where that is known.</summary>
    public static string ToJson(this DefinitionDocument document, Estimable<TargetRealism> target)
    {
        var json = document.ToJsonObject();
        if (target.IsDefined)
        {
            json["targetRealism"] = Of(target.Value);
        }

        return JsonText.Of(json);
    }

    /// <summary>Whether a target is realistic.</summary>
    internal static JsonObject Of(TargetRealism target) => new()
    {
        ["kpi"] = target.Kpi,
        ["target"] = JsonText.Number(target.Target.Value),
        ["due"] = target.Target.Due is { } due ? LinkOutputs.Day(due) : null,
        ["periodsAhead"] = target.Horizon,
        ["inInterval"] = target.InInterval,
        ["inHistory"] = target.InHistory,
        ["probability"] = JsonText.Estimable(target.Probability, JsonText.Number),
        ["forecast"] = JsonText.Estimable(target.Forecast, f => new JsonObject
        {
            ["median"] = JsonText.Number(f.Median), ["low80"] = JsonText.Number(f.Lower80), ["high80"] = JsonText.Number(f.Upper80), ["low95"] = JsonText.Number(f.Lower95), ["high95"] = JsonText.Number(f.Upper95),
        }),
        ["sentence"] = target.Sentence,
    };

    private static JsonObject Evidence(LeadEvidence e, LinkReport report, bool withSeries) => new()
    {
        ["outcomeTransform"] = Spelling.Snake(e.Preparation.Transform),
        ["leadTransform"] = Spelling.Snake(e.LeadPreparation.Transform),
        ["ownLags"] = e.OwnLags,
        ["rows"] = e.Rows,
        ["sign"] = e.Sign,
        ["lag"] = e.Lag,
        ["best"] = Of(e.Best),
        ["unadjustedPValue"] = JsonText.Number(e.PValue),
        ["wrongSignPValue"] = JsonText.Number(e.WrongSignPValue),
        ["lags"] = AnalysisJson.Array(e.Lags, Of),
        ["largestPossible"] = JsonText.Number(e.LargestPossible),
        ["backtest"] = JsonText.Estimable(e.Backtest, b => Of(b, report, withSeries)),
        ["supremumF"] = JsonText.Number(e.SupremumF),
        ["break"] = e.Break is { } change
            ? new JsonObject { ["after"] = LinkOutputs.Break(report), ["f"] = JsonText.Number(change.F), ["periodsAfter"] = change.PeriodsAfter, ["tAfter"] = JsonText.Number(change.ZAfter) }
            : null,
        ["recentPeriods"] = e.RecentPeriods,
        ["recentT"] = JsonText.Number(e.RecentZ),
        ["winsorisedT"] = JsonText.Number(e.WinsorisedT),
        ["withoutMostInfluentialT"] = JsonText.Number(e.WithoutMostInfluentialT),
    };

    private static JsonObject Of(LagEffect effect) => new()
    {
        ["lags"] = new JsonArray([.. effect.Lags.Select(l => (JsonNode)l)]),
        ["estimate"] = JsonText.Number(effect.Effect),
        ["stdError"] = JsonText.Number(effect.StandardError),
        ["statistic"] = JsonText.Number(effect.T),
    };

    private static JsonObject Of(LeadBacktest backtest, LinkReport report, bool withSeries)
    {
        var json = new JsonObject
        {
            ["forecasts"] = backtest.Forecasts.Count, ["skill"] = JsonText.Number(backtest.Skill), ["clarkWest"] = JsonText.Number(backtest.ClarkWest), ["pValue"] = JsonText.Number(backtest.PValue),
        };
        if (withSeries && report.Series.IsDefined)
        {
            json["path"] = AnalysisJson.Array(backtest.Forecasts, f => new JsonObject
            {
                ["period"] = LinkOutputs.Day(report.Series.Value.Starts[f.Row]), ["outcome"] = JsonText.Number(f.Outcome), ["ownPast"] = JsonText.Number(f.Baseline), ["withLead"] = JsonText.Number(f.Lead),
            });
        }

        return json;
    }

    private static JsonObject Beside(LeadBeside b) => new()
    {
        ["horizon"] = b.Horizon,
        ["leadTime"] = JsonText.Estimable(b.LeadTime, l => new JsonObject { ["forecasts"] = l.Forecasts.Count, ["skill"] = JsonText.Number(l.Skill), ["clarkWest"] = JsonText.Number(l.ClarkWest), ["pValue"] = JsonText.Number(l.PValue) }),
        ["hacT"] = JsonText.Estimable(b.HacT, JsonText.Number),
        ["hacLags"] = b.HacLags,
        ["skillAgainstSeason"] = JsonText.Estimable(b.SeasonalSkill, JsonText.Number),
        ["skillAgainstBetterOfBoth"] = JsonText.Estimable(b.BestSkill, JsonText.Number),
    };

    private static JsonObject Monitor(MonitorReading monitor, bool withSeries)
    {
        var json = new JsonObject
        {
            ["frozenOn"] = LinkOutputs.Day(monitor.FrozenOn),
            ["state"] = Spelling.Snake(monitor.State),
            ["score"] = JsonText.Number(monitor.Score),
            ["watchLevel"] = JsonText.Number(monitor.WatchLevel),
            ["demoteLevel"] = JsonText.Number(monitor.DemoteLevel),
        };
        if (withSeries)
        {
            json["path"] = AnalysisJson.Array(monitor.Scores, s => new JsonObject { ["period"] = LinkOutputs.Day(s.Period), ["score"] = JsonText.Number(s.Score) });
        }

        return json;
    }

    private static JsonObject Causal(CausalEvidence causal) => new()
    {
        ["word"] = Spelling.Snake(causal.Word),
        ["sentence"] = causal.Sentence,
        ["experiments"] = causal.Effects.Count,
        ["slope"] = JsonText.Estimable(causal.Slope, s => JsonText.Number(s.Value)),
        ["naiveSlope"] = JsonText.Number(causal.NaiveSlope),
        ["unitSlope"] = JsonText.Number(causal.UnitSlope),
        ["set"] = JsonText.Estimable(causal.Slope, s => ComparisonJson.Of(s.Set)),
        ["fewest"] = causal.Fewest,
        ["latentRSquared"] = JsonText.Number(causal.LatentRSquared),
        ["errorCorrelation"] = JsonText.Number(causal.AssumedCorrelation),
        ["errorCorrelationOrigin"] = Spelling.Snake(causal.CorrelationOrigin),
        ["trialRSquared"] = JsonText.Estimable(causal.Trial, t => new JsonObject { ["value"] = JsonText.Number(t.RSquared), ["lower"] = JsonText.Number(t.Interval.Lower), ["upper"] = JsonText.Number(t.Interval.Upper) }),
        ["thresholdEffect"] = JsonText.Estimable(causal.Trial, t => JsonText.Estimable(t.ThresholdEffect, JsonText.Number)),
        ["sensitivityToErrorCorrelation"] = AnalysisJson.Array(causal.Sensitivity, c => new JsonObject
        {
            ["correlation"] = JsonText.Number(c.Correlation), ["word"] = Spelling.Snake(c.Word), ["slope"] = JsonText.Estimable(c.Slope, s => JsonText.Number(s.Value)),
        }),
        ["lead"] = causal.Lead is { } lead ? ScreenOutputs.Sensitivity(lead) : null,
        ["outcome"] = causal.Outcome is { } outcome ? ScreenOutputs.Sensitivity(outcome) : null,
    };

    internal static JsonObject Of(ForecastLedger ledger) => new()
    {
        ["sentence"] = ledger.Sentence,
        ["skill"] = JsonText.Estimable(ledger.Skill, JsonText.Number),
        ["coverage80"] = JsonText.Estimable(ledger.Coverage80, JsonText.Number),
        ["coverage95"] = JsonText.Estimable(ledger.Coverage95, JsonText.Number),
        ["open"] = AnalysisJson.Array(ledger.Open, Of),
        ["void"] = AnalysisJson.Array(ledger.Void, Of),
        ["scored"] = AnalysisJson.Array(ledger.Scored, s =>
        {
            var json = Of(s.Forecast);
            json["outcome"] = JsonText.Number(s.Outcome);
            return json;
        }),
    };

    private static JsonObject Of(LedgerForecast f) => new()
    {
        ["made"] = LinkOutputs.Day(f.Made),
        ["period"] = LinkOutputs.Day(f.Period),
        ["value"] = JsonText.Number(f.Value),
        ["ownPast"] = JsonText.Number(f.Baseline),
        ["halfWidth80"] = JsonText.Number(f.HalfWidth80),
        ["halfWidth95"] = JsonText.Number(f.HalfWidth95),
    };

    private static JsonObject Series(AlignedSeries series) => new()
    {
        ["cadence"] = Spelling.Snake(series.Calendar.Cadence),
        ["firstLag"] = series.FirstLag,
        ["lastLag"] = series.LastLag,
        ["points"] = new JsonArray([.. series.Starts.Select((start, t) => (JsonNode)new JsonObject
        {
            ["period"] = LinkOutputs.Day(start), ["outcome"] = JsonText.Number(series.Outcome[t]), ["lead"] = JsonText.Number(series.Lead[t]),
        })]),
    };
}
