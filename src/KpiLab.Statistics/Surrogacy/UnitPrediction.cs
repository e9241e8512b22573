namespace KpiLab.Statistics;

/// <summary>How well early behaviour predicts a later outcome of the same units, on units that the model has not seen.</summary>
/// <param name="Coefficients">Constant, then one a predictor, from the training rows.</param>
/// <param name="StandardErrors">From the information matrix.</param>
/// <param name="LogLikelihood">On the training rows.</param>
/// <param name="McFaddenRSquared">1 − log L/log L of the training rate.</param>
/// <param name="Probabilities">Of the test rows.</param>
/// <param name="Auc">Chance that a unit with the outcome is ranked above one without.</param>
/// <param name="AucStandardError">DeLong's.</param>
/// <param name="AucInterval">Normal, 95 %.</param>
/// <param name="AucPValue">Against ½, two-sided.</param>
/// <param name="AveragePrecision">Σ (R_i − R_(i−1)) P_i over distinct scores.</param>
/// <param name="Brier">Mean squared error of the probabilities.</param>
/// <param name="BrierSkill">1 − Brier over that of the training rate; undefined where that is never wrong.</param>
/// <param name="LogLoss">Mean −log likelihood.</param>
/// <param name="CalibrationIntercept">Of y on logit(p): 0 is right.</param>
/// <param name="CalibrationSlope">1 is right; below 1, the model overstates differences.</param>
/// <param name="CalibrationInTheLarge">Intercept at slope 1.</param>
/// <param name="ExpectedCalibrationError">Mean |share − mean p| over ten bins of equal width.</param>
/// <param name="LiftOfTopTenth">Outcome rate among the tenth with the highest scores, over that of all.</param>
[TypeFormatterSource]
public sealed record UnitPredictionResult(
    IReadOnlyList<double> Coefficients,
    IReadOnlyList<double> StandardErrors,
    double LogLikelihood,
    double McFaddenRSquared,
    IReadOnlyList<double> Probabilities,
    double Auc,
    double AucStandardError,
    (double Lower, double Upper) AucInterval,
    double AucPValue,
    double AveragePrecision,
    double Brier,
    Estimable<double> BrierSkill,
    double LogLoss,
    Estimable<double> CalibrationIntercept,
    Estimable<double> CalibrationSlope,
    Estimable<double> CalibrationInTheLarge,
    double ExpectedCalibrationError,
    double LiftOfTopTenth) : IShowable;

/// <summary>Logistic prediction of an outcome of yes and no, judged on later rows.</summary>
/// <remarks>
/// Logit by maximum likelihood; AUC with the variance of DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44:837; Brier (1950); calibration of Cox (1958). Prediction over units is not the effect of moving them: see
/// <see cref="EffectCovariance"/>. Predictors must be known before the outcome starts.
/// </remarks>
public static class UnitPrediction
{
    /// <summary>Fit on the first rows, judge on the others.</summary>
    /// <param name="outcome">0 or 1 a unit, in order of time.</param>
    /// <param name="predictors">Columns as long.</param>
    /// <param name="trainRows">Rows of the fit.</param>
    /// <returns>Undefined with values other than 0 and 1, gaps, fewer than two units of either outcome on either side, or separated classes.</returns>
    public static Estimable<UnitPredictionResult> Assess(double[] outcome, IReadOnlyList<double[]> predictors, int trainRows)
    {
        if (SeriesGate.Refuse(8, [outcome, .. predictors]) is { } reason)
        {
            return reason;
        }

        if (predictors.Count == 0 || Array.Exists(outcome, y => y is not (0 or 1)))
        {
            return new Undefined(Undefined.OutsideDomain, "the outcome must be 0 or 1 for every unit, and there must be a predictor");
        }

        if (SeriesGate.RefuseLag("the number of training rows", trainRows, predictors.Count + 2, outcome.Length - 4) is { } bad)
        {
            return bad;
        }

        double[] train = outcome[..trainRows], test = outcome[trainRows..];
        if (new[] { train, test }.Any(part => part.Sum() < 2 || part.Length - part.Sum() < 2))
        {
            return new Undefined(Undefined.TooFewUnits, "training and test rows need at least two units of either outcome");
        }

        return LogitFit.Of(train, [SeriesGate.Ones(trainRows), .. predictors.Select(c => c[..trainRows])]).Then(fit =>
        {
            double[] linear = [.. Enumerable.Range(trainRows, test.Length).Select(i => fit.Coefficients[0] + predictors.Select((c, j) => fit.Coefficients[j + 1] * c[i]).Sum())];
            return Array.TrueForAll(linear, v => Math.Abs(v) < 500) ? Judge(fit, train, test, linear) : (Estimable<UnitPredictionResult>)new Undefined(
                Undefined.OutsideDomain, "a test row lies so far out that its probability is 0 or 1 to all digits");
        });
    }

    private static UnitPredictionResult Judge(LogitFit fit, double[] train, double[] test, double[] linear)
    {
        var p = Array.ConvertAll(linear, LogitFit.Probability);
        var rate = train.Average();
        var empty = train.Length * ((rate * Math.Log(rate)) + ((1 - rate) * Math.Log(1 - rate)));
        var (auc, error) = DeLong(test, linear);
        double brier = test.Zip(p, (y, q) => (y - q) * (y - q)).Average(), naive = test.Average(y => (y - rate) * (y - rate));
        var calibration = LogitFit.Of(test, [SeriesGate.Ones(test.Length), linear]);
        return new UnitPredictionResult(
            fit.Coefficients,
            fit.StandardErrors,
            fit.LogLikelihood,
            1 - (fit.LogLikelihood / empty),
            p,
            auc,
            error,
            (auc - (TrialLevelSurrogacy.Z95 * error), auc + (TrialLevelSurrogacy.Z95 * error)),
            error > 0 ? SeriesTest.Z((auc - 0.5) / error).PValue : 0,
            AveragePrecision(test, linear),
            brier,
            naive > 0 ? 1 - (brier / naive) : new Undefined(Undefined.ZeroBaseline, "the training rate is never wrong"),
            linear.Zip(test, (v, y) => v > 0 ? SpecialFunctions.Log1P(Math.Exp(-v)) + (y > 0.5 ? 0 : v) : SpecialFunctions.Log1P(Math.Exp(v)) - (y > 0.5 ? v : 0)).Average(),
            calibration.Select(c => c.Coefficients[0]),
            calibration.Select(c => c.Coefficients[1]),
            LogitFit.Of(test, [SeriesGate.Ones(test.Length)], linear).Select(c => c.Coefficients[0]),
            CalibrationError(test, p),
            Lift(test, linear));
    }

    private static (double Auc, double Error) DeLong(double[] outcome, double[] score)
    {
        double[] yes = [.. score.Where((_, i) => outcome[i] > 0.5)], no = [.. score.Where((_, i) => outcome[i] < 0.5)];
        static double Above(double a, double b) => a > b ? 1 : a == b ? 0.5 : 0;
        Moments above = Moments.Of([.. yes.Select(s => no.Average(o => Above(s, o)))]), below = Moments.Of([.. no.Select(o => yes.Average(s => Above(s, o)))]);
        return (above.Mean, Math.Sqrt((above.Variance / above.Count) + (below.Variance / below.Count)));
    }

    private static double AveragePrecision(double[] outcome, double[] score)
    {
        double found = 0, seen = 0, precision = 0, all = outcome.Sum();
        foreach (var tie in Enumerable.Range(0, score.Length).GroupBy(i => score[i]).OrderByDescending(g => g.Key))
        {
            var hits = tie.Sum(i => outcome[i]);
            (found, seen) = (found + hits, seen + tie.Count());
            precision += hits / all * (found / seen);
        }

        return precision;
    }

    private static double CalibrationError(double[] outcome, double[] p)
        => Enumerable.Range(0, p.Length)
            .GroupBy(i => Math.Min(9, (int)(p[i] * 10)))
            .Sum(bin => (double)bin.Count() / p.Length * Math.Abs(bin.Average(i => outcome[i]) - bin.Average(i => p[i])));

    private static double Lift(double[] outcome, double[] score)
    {
        var top = Enumerable.Range(0, score.Length).OrderByDescending(i => score[i]).ThenBy(i => i).Take(Math.Max(1, score.Length / 10));
        return top.Average(i => outcome[i]) / outcome.Average();
    }
}
