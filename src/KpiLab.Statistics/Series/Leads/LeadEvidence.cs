namespace KpiLab.Statistics;

/// <summary>What one lag, or mean of lags, of a lead says about the outcome.</summary>
/// <param name="Lags">Lags weighed equally.</param>
/// <param name="Effect">Innovation sd of the outcome per sd of the lead.</param>
/// <param name="StandardError">Of the effect.</param>
/// <param name="T">t statistic.</param>
[TypeFormatterSource]
public readonly record struct LagEffect(IReadOnlyList<int> Lags, double Effect, double StandardError, double T) : IShowable;

/// <summary>A change of the lead's coefficient.</summary>
/// <param name="After">Last row before the change, 1-based, in the original series.</param>
/// <param name="F">Supremum F.</param>
/// <param name="PeriodsAfter">Periods after it.</param>
/// <param name="ZAfter">t of the lead re-estimated after it, in the tested sign.</param>
[TypeFormatterSource]
public sealed record LeadBreak(int After, double F, int PeriodsAfter, double ZAfter) : IShowable;

/// <summary>Everything that the tests of a link found; what follows from it is for the verdict to say.</summary>
/// <param name="Preparation">What was taken out of the outcome.</param>
/// <param name="LeadPreparation">What was taken out of the lead.</param>
/// <param name="OwnLags">Own lags of the outcome, by BIC.</param>
/// <param name="Rows">Rows of the regression.</param>
/// <param name="Sign">The sign tested: the declared one, else that of the strongest lag.</param>
/// <param name="Best">The candidate with the largest t in that sign.</param>
/// <param name="Lag">The single lag with the largest t in that sign.</param>
/// <param name="PValue">Window test in the declared sign; two-sided when none was declared.</param>
/// <param name="WrongSignPValue">Window test against the declared sign; 1 when none was declared.</param>
/// <param name="Lags">Every single lag.</param>
/// <param name="LargestPossible">The largest upper bound of the effect over the lags of the window, in the tested sign (in either when none was declared).</param>
/// <param name="Backtest">Out-of-sample help.</param>
/// <param name="SupremumF">Largest F of a change of the coefficient.</param>
/// <param name="Break">Where it is, when it passes the threshold.</param>
/// <param name="RecentPeriods">Length of the recent window.</param>
/// <param name="RecentZ">t of the lead in it.</param>
/// <param name="WinsorisedT">t with residuals winsorised.</param>
/// <param name="WithoutMostInfluentialT">t without the single most influential period.</param>
/// <param name="MostInfluential">That period, 1-based.</param>
[TypeFormatterSource]
public sealed record LeadEvidence(
    SeriesPreparation Preparation,
    SeriesPreparation LeadPreparation,
    int OwnLags,
    int Rows,
    int Sign,
    LagEffect Best,
    int Lag,
    double PValue,
    double WrongSignPValue,
    IReadOnlyList<LagEffect> Lags,
    double LargestPossible,
    Estimable<LeadBacktest> Backtest,
    double SupremumF,
    LeadBreak? Break,
    int RecentPeriods,
    double RecentZ,
    double WinsorisedT,
    double WithoutMostInfluentialT,
    int MostInfluential) : IShowable
{
    /// <summary>One sd of the prepared lead, in the lead's own units.</summary>
    public double LeadSwing { get; init; }

    /// <summary>One innovation sd of the outcome (given the best candidate), in the outcome's own units.</summary>
    public double OutcomeSwing { get; init; }
}
