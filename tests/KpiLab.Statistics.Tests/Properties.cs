using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

/// <summary>Properties over a thousand cases, the same ones in every run.</summary>
internal static class Properties
{
    public static void Hold<T>(Gen<T> cases, Action<T> property)
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20260917UL, 20260919UL), Prop.ForAll(cases.ToArbitrary(), property));

    /// <summary>Log-uniform between two powers of ten.</summary>
    public static Gen<double> Magnitude(int lowest, int highest)
        => from exponent in Gen.Choose(lowest * 1000, highest * 1000)
           from mantissa in Gen.Choose(1000, 9999)
           select mantissa / 1000.0 * Math.Pow(10, exponent / 1000.0);

    public static Gen<double> Signed(Gen<double> magnitude)
        => from size in magnitude
           from sign in Gen.Elements(-1, 1)
           select sign * size;

    /// <summary>Values with a centre and a spread of their own, some of them equal.</summary>
    public static Gen<double[]> Sample(int least, int most)
        => from count in Gen.Choose(least, most)
           from centre in Gen.Frequency((1, Gen.Constant(0.0)), (3, Signed(Magnitude(-3, 6))))
           from spread in Magnitude(-3, 3)
           from steps in Gen.ArrayOf(Gen.Choose(-1000, 1000), count)
           select Array.ConvertAll(steps, s => centre + (spread * s / 100));

    /// <summary>Two arms of ordinary or extreme sizes, means and variances.</summary>
    public static Gen<(Arm Control, Arm Treatment)> Arms(int extreme)
        => from na in Magnitude(1, 6)
           from nb in Magnitude(1, 6)
           from scale in Magnitude(-extreme, extreme)
           from a in Gen.Frequency((4, Signed(Magnitude(-4, 4))), (1, Gen.Constant(0.0)))
           from step in Gen.Frequency((4, Signed(Magnitude(-6, 2))), (1, Gen.Constant(0.0)))
           from va in Gen.Frequency((8, Magnitude(-4, 4)), (1, Gen.Constant(0.0)))
           from vb in Magnitude(-4, 4)
           select (new Arm((long)na, a * scale, va * scale * scale), new Arm((long)nb, (a + step) * scale, vb * scale * scale));

    public static Gen<Alternative> Alternatives => Gen.Elements(Alternative.TwoSided, Alternative.Greater, Alternative.Less);

    public static Gen<Level> Levels => from alpha in Magnitude(-8, -1) where alpha < 0.45 select Level.FromAlpha(alpha);

    /// <summary>Equal but for a relative rounding error, of the larger of the values and the scale.</summary>
    public static void Close(double expected, double actual, double relative, double scale = 0)
    {
        if (expected.Equals(actual))
        {
            return;
        }

        var allowed = relative * Math.Max(Math.Abs(expected), scale);
        Assert.True(Math.Abs(expected - actual) <= allowed, $"expected {expected:R}, got {actual:R}, off by {Math.Abs(expected - actual):G3} where {allowed:G3} is allowed");
    }

    public static void Close(ConfidenceSet expected, ConfidenceSet actual, double relative, double scale = 0)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Close(expected.Lower, actual.Lower, relative, scale);
        Close(expected.Upper, actual.Upper, relative, scale);
    }
}
