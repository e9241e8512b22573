using KpiLab.Statistics;

namespace KpiLab.Core;

/// <summary>What experiments say about whether moving the lead moves the outcome.</summary>
public enum CausalWord
{
    /// <summary>Fewer experiments than a statement needs: "C unknown".</summary>
    Unknown,

    /// <summary>The debiased slope's interval excludes zero in the declared direction.</summary>
    Supported,

    /// <summary>The interval includes zero although there are enough experiments.</summary>
    NotShown,

    /// <summary>The interval excludes zero against the declared direction.</summary>
    Contradicted,
}

/// <summary>One past experiment's effects on lead and outcome.</summary>
/// <param name="Experiment">Its id.</param>
/// <param name="Variant">Treatment, where it had several.</param>
/// <param name="Ended">When.</param>
/// <param name="Units">Units analysed.</param>
/// <param name="Lead">Effect on the lead.</param>
/// <param name="LeadStandardError">Its standard error.</param>
/// <param name="Outcome">Effect on the outcome.</param>
/// <param name="OutcomeStandardError">Its standard error.</param>
/// <param name="ErrorCorrelation">Correlation of the two errors within units; null when unknown.</param>
[TypeFormatterSource]
public sealed record EffectPair(
    string Experiment, string? Variant, DateOnly? Ended, long? Units, double Lead, double LeadStandardError, double Outcome, double OutcomeStandardError, double? ErrorCorrelation = null);

/// <summary>Grade C of a link.</summary>
/// <param name="Word">Whether experiments support it.</param>
/// <param name="Sentence">Why, with the numbers.</param>
/// <param name="Effects">The experiments.</param>
/// <param name="Slope">Debiased slope with its interval; undefined with too few experiments.</param>
/// <param name="NaiveSlope">Least-squares slope through the raw effects, shown because people draw it.</param>
/// <param name="UnitSlope">Slope across units, where unit data are known.</param>
/// <param name="Trial">Trial-level R² with interval and surrogate threshold effect.</param>
[TypeFormatterSource]
public sealed record CausalEvidence(
    CausalWord Word, string Sentence, IReadOnlyList<EffectPair> Effects, Estimable<Effect> Slope, double? NaiveSlope, double? UnitSlope, Estimable<TrialLevelResult> Trial) : IShowable
{
    /// <summary>How many experiments a statement needs.</summary>
    public int Fewest { get; init; } = CausalSettings.Default.FewestExperiments;

    /// <summary>Share of the variance of true outcome effects that goes with the lead's, errors taken out; null where there is no slope.</summary>
    public double? LatentRSquared { get; init; }

    /// <summary>Correlation of the two errors that was assumed where an experiment does not say its own.</summary>
    public double AssumedCorrelation { get; init; }

    /// <summary>Where that comes from.</summary>
    public CorrelationOrigin CorrelationOrigin { get; init; }

    /// <summary>The slope under other error correlations, for the experiments that do not say their own; empty where all do.</summary>
    public IReadOnlyList<CorrelationCase> Sensitivity { get; init; } = [];

    /// <summary>How often past experiments moved the lead, and whether rightly.</summary>
    public KpiSensitivity? Lead { get; init; }

    /// <summary>The same of the outcome.</summary>
    public KpiSensitivity? Outcome { get; init; }

    /// <summary>What to know about the evidence.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];
}

/// <summary>The monitor of a kept link between two full verdicts.</summary>
/// <param name="FrozenOn">First day of the first period after the freeze.</param>
/// <param name="Score">Page's cumulative sum now.</param>
/// <param name="WatchLevel">Above it the link is shown as to be watched.</param>
/// <param name="DemoteLevel">Above it a full verdict is due.</param>
/// <param name="State">What the score means.</param>
/// <param name="Scores">The path since the freeze, by period.</param>
[TypeFormatterSource]
public sealed record MonitorReading(
    DateOnly FrozenOn, double Score, double WatchLevel, double DemoteLevel, MonitorState State, IReadOnlyList<(DateOnly Period, double Score)> Scores);

/// <summary>What was said of a link the time before.</summary>
/// <param name="On">When.</param>
/// <param name="Word">The verdict then.</param>
/// <param name="Reason">Its reason.</param>
[TypeFormatterSource]
public sealed record EarlierVerdict(DateTimeOffset On, LinkWord Word, string Reason);

/// <summary>How a check relates to those before it.</summary>
public enum LookKind
{
    /// <summary>The first under this definition.</summary>
    First,

    /// <summary>A full verdict: the word may change.</summary>
    Verdict,

    /// <summary>Between two full verdicts: only the monitor can change the word.</summary>
    Monitoring,

    /// <summary>The same definition and data as the check before: no new look.</summary>
    Repeated,
}

/// <summary>A link after a check: the verdict with its evidence, counter-evidence, what would change it, and the next date.</summary>
/// <param name="Link">The link as declared.</param>
/// <param name="DefinitionHash">Content hash of the link and of its KPIs' measures.</param>
/// <param name="AsOf">The moment that was looked from.</param>
/// <param name="Lead">The leading KPI's series as read.</param>
/// <param name="Outcome">The lagging KPI's series as read.</param>
/// <param name="Series">Both, aligned; undefined where they cannot be put together.</param>
/// <param name="Season">What season is taken out.</param>
/// <param name="Verdict">The verdict on the data of today.</param>
/// <param name="Family">Links that were judged together.</param>
/// <param name="Look">How this check relates to those before it.</param>
/// <param name="Word">What holds: the verdict, or the standing one while only the monitor may change it.</param>
/// <param name="Sentence">Why, in a sentence for a product manager.</param>
/// <param name="Predictive">True when the link holds grade P.</param>
/// <param name="Causal">Grade C.</param>
/// <param name="Monitor">The monitor of a kept link, and that of one that this check demotes; else null.</param>
/// <param name="Earlier">The verdict before; null at a first check.</param>
/// <param name="Strength">What one usual swing of the lead does to the outcome, in their own units; undefined without evidence.</param>
/// <param name="Beside">What is shown beside the ladder; undefined without evidence.</param>
/// <param name="CounterEvidence">What speaks against the word, in sentences.</param>
/// <param name="WouldChange">What would change it.</param>
/// <param name="NextLook">When the next look is due.</param>
/// <param name="NextVerdict">When the next full verdict is due, unless the monitor calls for one.</param>
/// <param name="Ledger">Forecasts made and scored.</param>
/// <param name="Target">Whether the outcome's target is realistic; null where it has none.</param>
/// <param name="Findings">Mechanical relation, definition change, gaps, late data.</param>
/// <param name="Memory">What this check leaves for the next.</param>
[TypeFormatterSource]
public sealed record LinkReport(
    LinkDefinition Link,
    string DefinitionHash,
    DateTimeOffset AsOf,
    KpiSeries Lead,
    KpiSeries Outcome,
    Estimable<AlignedSeries> Series,
    LinkSeason Season,
    LinkVerdict Verdict,
    int Family,
    LookKind Look,
    LinkWord Word,
    string Sentence,
    bool Predictive,
    CausalEvidence Causal,
    MonitorReading? Monitor,
    EarlierVerdict? Earlier,
    Estimable<LinkStrength> Strength,
    Estimable<LeadBeside> Beside,
    IReadOnlyList<string> CounterEvidence,
    IReadOnlyList<string> WouldChange,
    DateOnly NextLook,
    DateOnly NextVerdict,
    ForecastLedger Ledger,
    TargetRealism? Target,
    IReadOnlyList<Finding> Findings,
    LinkMemory Memory) : IShowable
{
    /// <summary>What the units say; null where the link declares none.</summary>
    public UnitEvidence? Units { get; init; }

    /// <summary>Long-term effects that early ones let expect; null without units or experiments.</summary>
    public LongTermEffects? LongTerm { get; init; }

    /// <summary>Which mix of the outcome's leads tells most of it in an experiment; null where fewer than two have effects.</summary>
    public ProxyMix? Proxy { get; init; }
}

/// <summary>How strong a link is, in units that people know.</summary>
/// <param name="Lag">Periods that the lead is ahead.</param>
/// <param name="Effect">Innovation sd of the outcome per sd of the lead.</param>
/// <param name="StandardError">Of the effect.</param>
/// <param name="LeadSwing">One sd of the lead's own movement, in its unit.</param>
/// <param name="OutcomeChange">What follows in the outcome's unit.</param>
/// <param name="OutcomeError">Its standard error.</param>
/// <param name="IsOfChanges">True when the series were differenced: swings are changes from period to period.</param>
[TypeFormatterSource]
public sealed record LinkStrength(int Lag, double Effect, double StandardError, double LeadSwing, double OutcomeChange, double OutcomeError, bool IsOfChanges);
