using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <content>What a plan says, one call a field or group of fields that belong together.</content>
public sealed partial record Experiment
{
    /// <summary>Error rate of each family of comparisons.</summary>
    public Experiment AtAlpha(double alpha) => this with { Plan = Plan with { Alpha = alpha } };

    /// <summary>Planned power.</summary>
    public Experiment WithPower(double power) => this with { Plan = Plan with { Power = power } };

    /// <summary>Planned units, all variants together: before they are reached nothing is concluded but by a design with looks.</summary>
    public Experiment PlannedUnits(long units) => this with { Plan = Plan with { Units = units } };

    /// <summary>First moment of exposure, and the moment it ends.</summary>
    public Experiment Running(DateTimeOffset? starts = null, DateTimeOffset? ends = null) => this with { Plan = Plan with { Starts = starts, Ends = ends } };

    /// <summary>A few planned looks; these rows are one of them, after <see cref="PlannedUnits"/>.</summary>
    /// <param name="looks">How many.</param>
    /// <param name="spending">How alpha is spent over them.</param>
    /// <param name="futility">How 1 − power is spent by futility bounds that do not bind; null without.</param>
    public Experiment GroupSequential(int looks, string spending = "obrien_fleming", string? futility = null)
        => this with { Plan = Plan with { Design = Design.GroupSequential, Looks = new LookPlan(looks, spending, futility) } };

    /// <summary>Any number of looks, by confidence sequences.</summary>
    public Experiment AlwaysValid() => this with { Plan = Plan with { Design = Design.AlwaysValid } };

    /// <summary>Posterior probabilities.</summary>
    /// <param name="prior">What is believed of the effect before the data; flat where nothing is.</param>
    public Experiment Bayesian(EffectPrior prior = default) => this with { Plan = Plan with { Design = Design.Bayesian, Prior = prior } };

    /// <summary>How families of comparisons are corrected.</summary>
    public Experiment CorrectedBy(FamilyCorrection correction) => this with { Plan = Plan with { Correction = correction } };

    /// <summary>Columns to break down by.</summary>
    public Experiment BrokenDownBy(params string[] columns) => this with { Plan = Plan with { Segments = columns } };

    /// <summary>Compares every pair of variants, not only each treatment with the control.</summary>
    public Experiment AllPairs() => this with { Plan = Plan with { Compare = ComparePairs.AllPairs } };

    /// <summary>How relative effects are built.</summary>
    public Experiment WithLift(LiftMethod lift) => this with { Plan = Plan with { Lift = lift } };

    /// <summary>Columns measured before exposure that make comparisons sharper.</summary>
    public Experiment AdjustedFor(params string[] columns) => this with { Covariates = [.. Covariates.Concat(columns).Distinct(StringComparer.Ordinal)] };

    /// <summary>A model that learns the outcome from the covariates, by cross-fitting; its prediction takes their place.</summary>
    public Experiment WithOutcomeModel(OutcomeModelType type, int folds = 5) => this with { Plan = Plan with { OutcomeModel = new OutcomeModelPlan(type, folds) } };

    /// <summary>Differences at a common mix of strata.</summary>
    public Experiment PostStratifiedBy(params string[] strata) => this with { Plan = Plan with { Estimator = PlanEstimator.PostStratified, Strata = strata } };

    /// <summary>A regression with an intercept for every stratum: effects within strata.</summary>
    /// <param name="errors">Standard errors where units were randomised; of clusters they are CR1.</param>
    /// <param name="strata">Columns whose combined values are the strata.</param>
    public Experiment WithinStrata(CovarianceEstimator errors, params string[] strata)
        => this with { Plan = Plan with { Estimator = PlanEstimator.FixedEffects, Strata = strata, Errors = errors } };

    /// <summary>The same with errors that are right for strata of any size (HC2).</summary>
    public Experiment WithinStrata(params string[] strata) => WithinStrata(CovarianceEstimator.Hc2, strata);

    /// <summary>Lin's regression on the covariates, with slopes of their own in either variant.</summary>
    public Experiment ByRegression(CovarianceEstimator errors = CovarianceEstimator.Hc2) => this with { Plan = Plan with { Estimator = PlanEstimator.Regression, Errors = errors } };

    /// <summary>The change of the treated less that of the control; <see cref="ClusteredBy"/> names the unit that was observed before and after.</summary>
    /// <param name="column">Column with the period of a row.</param>
    /// <param name="before">Its value before the change.</param>
    /// <param name="after">Its value after it.</param>
    /// <param name="randomised">Whether the treated group was drawn by lot; else the comparison is observational.</param>
    public Experiment DifferenceInDifferences(string column, string before, string after, bool randomised = false)
        => this with { Plan = Plan with { Estimator = PlanEstimator.DifferenceInDifferences, Period = new PeriodPlan(column, before, after, randomised) } };

    /// <summary>Blocks of time were switched between variants; <see cref="ExposedAt"/> names the time of a row.</summary>
    /// <param name="block">Length of a block, counted from midnight UTC of 1970-01-01.</param>
    /// <param name="region">Column with the region, where each was switched by itself.</param>
    /// <param name="burnIn">What is left out at the start of each block.</param>
    /// <param name="assignment">How blocks got their variants.</param>
    public Experiment Switchback(TimeSpan block, string? region = null, TimeSpan burnIn = default, BlockAssignment assignment = BlockAssignment.ByLot)
        => this with { Plan = Plan with { Switchback = new SwitchbackPlan(block, region, burnIn, assignment) } };

    /// <summary>Compares one metric by a method of its own: ranks, a bootstrap, or as Poisson events.</summary>
    /// <param name="metric">Its id: the column, or numerator_per_denominator of a ratio.</param>
    /// <param name="method">The method.</param>
    public Experiment ComparedBy(string metric, KpiMethod method)
        => this with { Plan = Plan with { Methods = new Dictionary<string, KpiMethod>(Plan.Methods, StringComparer.Ordinal) { [metric] = method } } };
}
