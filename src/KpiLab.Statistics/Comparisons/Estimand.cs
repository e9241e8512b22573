namespace KpiLab.Statistics;

/// <summary>What is estimated from joint moments: the mean of one quantity, or the ratio of two means.</summary>
public readonly record struct Estimand
{
    private readonly int _numerator;
    private readonly int _denominator; // −1 for a mean, shifted by one so that the default is the mean of quantity 0

    private Estimand(int numerator, int denominator)
    {
        _numerator = numerator;
        _denominator = denominator + 1;
    }

    /// <summary>Whether it is a ratio of two means.</summary>
    public bool IsRatio => _denominator > 0;

    /// <summary>The mean of quantity <paramref name="index"/>.</summary>
    public static Estimand Mean(int index) => new(index, -1);

    /// <summary>The mean of quantity <paramref name="numerator"/> divided by that of <paramref name="denominator"/>.</summary>
    public static Estimand Ratio(int numerator, int denominator) => new(numerator, denominator);

    /// <summary>Its value in these moments, and how each unit moves it.</summary>
    internal Estimable<Influence> In(JointMoments moments)
    {
        if (moments.Count == 0)
        {
            return new Undefined(Undefined.TooFewUnits, "there are no units to estimate from");
        }

        if (!IsRatio)
        {
            return new Influence(moments, moments.Mean(_numerator), _numerator, 1, -1, 0);
        }

        var denominator = _denominator - 1;
        double bottom = moments.Mean(denominator), ratio = moments.Mean(_numerator) / bottom;
        return bottom == 0 || !double.IsFinite(ratio)
            ? new Undefined(Undefined.OutsideDomain, Invariant($"the mean denominator of the ratio is {bottom} over {moments.Count} units"))
            : new Influence(moments, ratio, _numerator, 1 / bottom, denominator, -ratio / bottom);
    }
}

/// <summary>A value with its influence function (m − M) top + (d − D) bottom: linear in the measured quantities, so that joint moments give its variance.</summary>
internal readonly record struct Influence(JointMoments Moments, double Value, int Numerator, double Top, int Denominator, double Bottom)
{
    // A variance below this share of the terms it is the difference of is what rounding left of zero: m = R d in every unit.
    private const double Negligible = 1e-15;

    public double Variance
    {
        get
        {
            var variance = Covariance(this);
            var terms = (Top * Top * Moments.Variance(Numerator)) + (Denominator < 0 ? 0 : Bottom * Bottom * Moments.Variance(Denominator));
            return variance > Negligible * terms ? variance : 0;
        }
    }

    public double Covariance(in Influence other)
    {
        var sum = Top * other.Top * Moments.Covariance(Numerator, other.Numerator);
        if (other.Denominator >= 0)
        {
            sum += Top * other.Bottom * Moments.Covariance(Numerator, other.Denominator);
        }

        if (Denominator >= 0)
        {
            sum += Bottom * other.Top * Moments.Covariance(Denominator, other.Numerator);
            if (other.Denominator >= 0)
            {
                sum += Bottom * other.Bottom * Moments.Covariance(Denominator, other.Denominator);
            }
        }

        return sum;
    }
}
