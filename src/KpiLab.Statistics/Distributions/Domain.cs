using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace KpiLab.Statistics;

/// <summary>What a distribution accepts; the rest is refused by name and value.</summary>
internal static class Domain
{
    /// <summary>A number in [0, 1].</summary>
    public static void Probability(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= 0 && value <= 1))
        {
            Refuse(value, name, "a probability lies in [0, 1]");
        }
    }

    /// <summary>A finite number greater than zero.</summary>
    public static void Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value > 0 && value <= double.MaxValue))
        {
            Refuse(value, name, "it must be positive and finite");
        }
    }

    /// <summary>A finite number.</summary>
    public static void Finite(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!double.IsFinite(value))
        {
            Refuse(value, name, "it must be finite");
        }
    }

    /// <summary>A number that is not NaN and not below <paramref name="least"/>.</summary>
    public static void AtLeast(double value, double least, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= least))
        {
            Refuse(value, name, Invariant($"it must be at least {least}"));
        }
    }

    /// <summary>A whole number that is not negative.</summary>
    public static void Count(long value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < 0)
        {
            throw new ArgumentOutOfRangeException(name, value, Invariant($"{name} = {value}: a count is not negative"));
        }
    }

    /// <summary>Anything but NaN.</summary>
    public static void Number(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (double.IsNaN(value))
        {
            Refuse(value, name, "");
        }
    }

    [DoesNotReturn]
    private static void Refuse(double value, string name, string rule)
        => throw (double.IsNaN(value)
            ? new ArgumentException(Invariant($"{name} is not a number (NaN)"), name)
            : new ArgumentOutOfRangeException(name, value, Invariant($"{name} = {value}: {rule}")));
}
