namespace KpiLab.Statistics;

/// <summary>An experiment's effects on a surrogate and on the outcome, with what is known of their errors.</summary>
/// <param name="Surrogate">Effect on the surrogate.</param>
/// <param name="Outcome">Effect on the outcome.</param>
/// <param name="SurrogateError">Standard error of the first, at least 0.</param>
/// <param name="OutcomeError">Standard error of the second, above 0.</param>
/// <param name="ErrorCorrelation">Correlation of the two errors: that of the two metrics over units.</param>
public readonly record struct NoisyEffects(double Surrogate, double Outcome, double SurrogateError, double OutcomeError, double ErrorCorrelation = 0)
{
    internal double Shared => ErrorCorrelation * SurrogateError * OutcomeError;
}

/// <summary>The slope of true effects on the outcome by true effects on the surrogate.</summary>
/// <param name="Count">Experiments.</param>
/// <param name="Slope">Outcome effect per surrogate effect.</param>
/// <param name="Set">All slopes that the effects do not reject.</param>
/// <param name="NaiveSlope">Least squares through the raw effects and the origin: pulled to 0, or towards the correlation of units.</param>
/// <param name="SurrogateSpread">Standard deviation of true effects on the surrogate.</param>
/// <param name="OwnSpread">Standard deviation of the part of the true outcome effects that the surrogate does not carry.</param>
[TypeFormatterSource]
public sealed record EffectSlopeResult(int Count, double Slope, ConfidenceSet Set, double NaiveSlope, double SurrogateSpread, double OwnSpread) : IShowable
{
    /// <summary>Share of the variance of true outcome effects that goes with the surrogate; 0 where none vary.</summary>
    public double LatentRSquared => Square(Slope * SurrogateSpread) is var explained && explained > 0 ? explained / (explained + Square(OwnSpread)) : 0;

    private static double Square(double value) => value * value;
}

/// <summary>Does moving the surrogate move the outcome? The effect–effect slope over experiments of any sizes, each with its own errors.</summary>
/// <remarks>
/// y_i = β s_i + own part, seen with errors of known covariance: Fuller (1987), Measurement Error Models, §2.2 and 3.1. For a slope β the residual r = d_Y − β d_S has known error variance v and covariance c with the error of d_S.
/// With V = v + η², η² the spread of the own part by Paule and Mandel (1982), ŝ = d_S − (c/V) r is free of r, whatever the true effects are (the conditional score of Stefanski and Carroll 1987, Biometrika 74:703), so that Σ κ ŝ r/V has
/// mean 0 and variance Σ κ² ŝ²/V given ŝ, plus what estimating η² adds. The set holds every β that this does not reject at √(K/(K − 1 + t²)) t, t of Student's t(K − 1): exact where the surrogate's effects have no error and the own parts
/// one normal variance. Effects are not centred, as which arm is the treatment is a convention; the line goes through the origin. Where the surrogate hardly moves, the set becomes wide, two rays, or everything. Where the accepted slopes leave
/// several gaps, only the widest is left out.
/// </remarks>
public static class EffectSlope
{
    private const int Angles = 360;
    private const int Halvings = 60;
    private const int Steps = 200;
    private const double Largest = 1e70;

    /// <summary>The slope with its confidence set.</summary>
    /// <returns>Undefined below three experiments, with values that are not finite, errors that are not known, or effects that vary no more than their noise.</returns>
    public static Estimable<EffectSlopeResult> Estimate(IReadOnlyList<NoisyEffects> effects, Level level)
    {
        if (effects.Count < 3)
        {
            return new Undefined(Undefined.TooFewUnits, Invariant($"{effects.Count} experiments are too few; three are the least, ten to twenty a sensible number"));
        }

        if (effects.Any(e => !(Math.Abs(e.Surrogate) < Largest && Math.Abs(e.Outcome) < Largest && e.SurrogateError is >= 0 and < Largest && e.OutcomeError is > 0 and < Largest && e.ErrorCorrelation is > -1 and < 1)))
        {
            return new Undefined(Undefined.OutsideDomain, "an effect is missing, a standard error is not above 0, or an error correlation is not between −1 and 1");
        }

        double ss = effects.Sum(e => e.Surrogate * e.Surrogate), yy = effects.Sum(e => e.Outcome * e.Outcome);
        if (ss == 0 || yy == 0)
        {
            return new Undefined(Undefined.ZeroVariance, "no experiment moved the surrogate, or none the outcome");
        }

        return new Scan(effects, Math.Sqrt(yy / ss), level).Run(effects.Sum(e => e.Surrogate * e.Outcome) / ss);
    }

    /// <summary>τ² with Σ x²/(τ² + v) = K: the spread behind values of mean 0 seen with variances v. Not below <paramref name="least"/>.</summary>
    private static double Spread(ReadOnlySpan<double> squares, ReadOnlySpan<double> variances, double least)
    {
        // The sum falls and is convex in τ²: Newton's steps from below never pass the root. No single term is larger than K there.
        var at = least;
        for (var i = 0; i < squares.Length; i++)
        {
            at = Math.Max(at, (squares[i] / squares.Length) - variances[i]);
        }

        for (var step = 0; step < Steps; step++)
        {
            double excess = -squares.Length, slope = 0;
            for (var i = 0; i < squares.Length; i++)
            {
                if (squares[i] > 0)
                {
                    var inverse = 1 / (at + variances[i]);
                    excess += squares[i] * inverse;
                    slope += squares[i] * inverse * inverse;
                }
            }

            if (excess <= 1e-12 * squares.Length)
            {
                break;
            }

            at += excess / slope;
        }

        return at;
    }

    private sealed class Scan
    {
        private readonly IReadOnlyList<NoisyEffects> _effects;
        private readonly double _scale;
        private readonly Level _level;
        private readonly double _critical;
        private readonly double _tau2;
        private readonly double[] _squares;
        private readonly double[] _variances;

        public Scan(IReadOnlyList<NoisyEffects> effects, double scale, Level level)
        {
            (_effects, _scale, _level) = (effects, scale, level);
            var k = effects.Count;
            var t = StudentT.UpperQuantile(level.Alpha / 2, k - 1);
            _critical = t * Math.Sqrt(k / (k - 1 + (t * t)));
            _squares = [.. effects.Select(e => e.Surrogate * e.Surrogate)];
            _variances = [.. effects.Select(e => e.SurrogateError * e.SurrogateError)];
            _tau2 = Math.Max(0, Spread(_squares, _variances, 0));
        }

        public Estimable<EffectSlopeResult> Run(double naive)
        {
            var grid = Enumerable.Range(0, Angles).Select(i => Math.PI * (((i + 0.5) / Angles) - 0.5)).ToList();
            var score = grid.ConvertAll(a => Score(Slope(a)).Statistic);
            var moments = Math.Atan(MomentSlope() / _scale);
            var roots = Enumerable.Range(0, Angles - 1).Where(i => score[i] > 0 && score[i + 1] <= 0).Select(i => Cross(grid[i], grid[i + 1], a => Score(Slope(a)).Statistic)).ToList();
            if (roots.Count == 0)
            {
                return new Undefined(Undefined.ZeroVariance, "the effects vary no more than their noise, so that nothing is left of the surrogate's true effects");
            }

            var best = roots.MinBy(a => Math.Abs(a - moments));
            var (_, own) = Score(Slope(best));
            return new EffectSlopeResult(_effects.Count, Slope(best), SetAround(best, grid, score), naive, Math.Sqrt(_tau2), Math.Sqrt(Math.Max(0, own)));
        }

        private double Slope(double angle) => _scale * Math.Tan(angle);

        // Where the debiased second moments put it.
        private double MomentSlope()
        {
            double both = _effects.Sum(e => (e.Surrogate * e.Outcome) - e.Shared), alone = _squares.Sum() - _variances.Sum();
            return alone > 0 ? both / alone : both >= 0 ? double.MaxValue : -double.MaxValue;
        }

        private (double Statistic, double Own) Score(double slope)
        {
            var k = _effects.Count;
            Span<double> residuals = k <= 512 ? stackalloc double[k] : new double[k];
            Span<double> squares = k <= 512 ? stackalloc double[k] : new double[k];
            Span<double> noise = k <= 512 ? stackalloc double[k] : new double[k];
            var least = double.PositiveInfinity;
            for (var i = 0; i < k; i++)
            {
                var e = _effects[i];
                residuals[i] = e.Outcome - (slope * e.Surrogate);
                squares[i] = residuals[i] * residuals[i];
                noise[i] = (e.OutcomeError * e.OutcomeError) - (2 * slope * e.Shared) + (slope * slope * _variances[i]);
                least = Math.Min(least, noise[i]);
            }

            // η² may be estimated below 0: cut off there, its bias would reach the slope through c.
            var own = Spread(squares, noise, -0.5 * least);
            double sum = 0, variance = 0, through = 0, inverse = 0;
            for (var i = 0; i < k; i++)
            {
                var e = _effects[i];
                double total = own + noise[i], c = e.Shared - (slope * _variances[i]), s = e.Surrogate - (c / total * residuals[i]);
                var left = Math.Max(0, _variances[i] - (c * c / total));
                var weight = _tau2 > 0 ? _tau2 / (_tau2 + left) : 1;
                sum += weight * s * residuals[i] / total;
                variance += weight * weight * s * s / total;
                through += weight * c / total / total;
                inverse += 1 / total;
            }

            variance += 2 * k * (through / inverse) * (through / inverse);
            return (variance > 0 ? sum / Math.Sqrt(variance) : 0, own);
        }

        private bool Accepts(double angle) => Math.Abs(Score(Slope(angle)).Statistic) <= _critical;

        // Everything but the longest run of rejected slopes, on the circle that +∞ and −∞ close.
        private ConfidenceSet SetAround(double best, List<double> grid, List<double> score)
        {
            var nodes = grid.Zip(score, (a, t) => (Angle: a, Accepted: Math.Abs(t) <= _critical)).Append((Angle: best, Accepted: true)).OrderBy(n => n.Angle).ToList();
            var n = nodes.Count;
            int longest = 0, start = -1;
            for (var i = 0; i < n; i++)
            {
                if (nodes[i].Accepted || !nodes[(i + n - 1) % n].Accepted)
                {
                    continue;
                }

                var length = Enumerable.Range(0, n).TakeWhile(j => !nodes[(i + j) % n].Accepted).Count();
                (longest, start) = length > longest ? (length, i) : (longest, start);
            }

            if (longest == 0)
            {
                return ConfidenceSet.Everything(_level);
            }

            int last = (start + longest - 1) % n, before = (start + n - 1) % n, after = (last + 1) % n;
            // The gap runs from one slope up to the other; one that starts or ends where +∞ meets −∞ leaves a half-line.
            var from = before < start ? Slope(Cross(nodes[before].Angle, nodes[start].Angle, Inside)) : double.PositiveInfinity;
            var to = after > last ? Slope(Cross(nodes[last].Angle, nodes[after].Angle, a => -Inside(a))) : double.NegativeInfinity;
            return from < to ? ConfidenceSet.TwoRays(from, to, _level) : ConfidenceSet.Between(to, from, _level);
        }

        private double Inside(double angle) => Accepts(angle) ? 1 : -1;

        // From positive to not positive.
        private static double Cross(double low, double high, Func<double, double> f)
        {
            for (var pass = 0; pass < Halvings && high - low > 1e-14; pass++)
            {
                var middle = low + ((high - low) / 2);
                (low, high) = f(middle) > 0 ? (middle, high) : (low, middle);
            }

            return low + ((high - low) / 2);
        }
    }
}
