namespace KpiLab.Statistics;

/// <summary>A lead, its outcome and declared controls, without gaps, and what is taken out of them before they are compared.</summary>
internal sealed class LeadPair
{
    private readonly double[] _outcome;
    private readonly double[] _lead;
    private readonly IReadOnlyList<double[]> _controls;
    private readonly SeasonColumns _season;
    private readonly int _periods;

    public LeadPair(double[] outcome, double[] lead, IReadOnlyList<double[]> controls, LeadWindow window, int season)
    {
        (_outcome, _lead, _controls, Window, _periods) = (outcome, lead, controls, window, season);
        _season = new SeasonColumns(season);
    }

    public LeadWindow Window { get; }

    public int Length => _outcome.Length;

    /// <summary>What the rows before <paramref name="known"/> say must be taken out: one transform for all, the strongest that the outcome or the lead needs; a step out of the series that has it.</summary>
    public LeadPreparation Prepare(int known)
    {
        var decisions = _controls.Prepend(_lead).Prepend(_outcome)
            .Select(v => UnitRootDecision.Decide(SeriesPreparation.Deseasonalise(v.AsSpan(0, known), _periods, _season), _periods)).ToList();
        var either = decisions.Take(2).ToList();
        var transform = either.Exists(d => d.Transform == SeriesTransform.Differenced) ? SeriesTransform.Differenced
            : either.Exists(d => d.Transform == SeriesTransform.Detrended) ? SeriesTransform.Detrended
            : SeriesTransform.Levels;
        return new LeadPreparation(decisions.ConvertAll(d => transform == SeriesTransform.Levels && d.Transform == SeriesTransform.StepRemoved
            ? d
            : new SeriesPreparation(_periods, transform)));
    }

    /// <summary>The regression with everything fitted to the rows before <paramref name="known"/> alone, and applied to the rows up to the horizon where there are some; one unit is the sd of the rows before <paramref name="unitOf"/>, else of the known ones.</summary>
    public LeadDesign DesignAt(int known, LeadPreparation preparation, double clip, int? rows = null, int horizon = 1, int? unitOf = null)
    {
        var until = rows ?? Math.Min(known + horizon, _outcome.Length);
        var outcome = preparation.Series[0].Apply(_outcome, known, clip, _season, until, out var outcomeScale, unitOf);
        var lead = preparation.Series[1].Apply(_lead, known, clip, _season, until, out var leadScale, unitOf);
        return new LeadDesign(
            outcome,
            lead,
            [.. _controls.Select((c, i) => preparation.Series[i + 2].Apply(c, known, clip, _season, until, out _, unitOf))],
            Window,
            preparation.Series[0].FirstRow,
            horizon)
        {
            OutcomeScale = outcomeScale, LeadScale = leadScale,
        };
    }

    /// <summary>A value of the outcome as it was given.</summary>
    public double Outcome(int row) => _outcome[row];
}

/// <summary>How outcome, lead and controls are prepared, in this order.</summary>
internal sealed record LeadPreparation(IReadOnlyList<SeriesPreparation> Series)
{
    /// <summary>Coefficients that the preparation takes.</summary>
    public int LostDegrees => Math.Max(Series[0].Coefficients, Series[1].Coefficients);
}
