using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class PostStratificationTests
{
    [Fact]
    public void Two_strata_agree_with_the_formulas_worked_by_hand()
    {
        // Shares ½ and ½: MA = 3, MB = 4.5. VA = ¼·4/100 + ¼·1/50 + ((1 + 25)/2 − 9)/300, VB = ¼·4/50 + ¼·1/100 + ((4 + 49)/2 − 20.25)/300, C = ((2 + 35)/2 − 13.5)/300
        Stratum[] strata =
        [
            new(new(100, 1, 4 * 99), new(50, 2, 4 * 49)),
            new(new(50, 5, 1 * 49), new(100, 7, 1 * 99)),
        ];
        var result = PostStratification.Compare(strata).Value;
        double va = 0.01 + 0.005 + (4.0 / 300), vb = 0.02 + 0.0025 + (6.25 / 300), c = 5.0 / 300;
        Assert.Equal(1.5, result.Contrast.Difference, 12);
        Examples.Equal(Math.Sqrt(va + vb - (2 * c)), result.Contrast.StandardError);
        Examples.Equal(Math.Sqrt(va), result.Control.StandardError!.Value);
        Examples.Equal(Math.Sqrt(vb), result.Treatment.StandardError!.Value);
        var lift = result.Contrast.Relative(Examples.NinetyFive, LiftMethod.Delta).Value;
        Examples.Equal(0.5, lift.Value);
        Examples.Equal(Math.Sqrt((vb / 9) + (va * 20.25 / 81) - (2 * c * 4.5 / 27)), lift.StandardError!.Value);
        Assert.Equal(2, result.Strata);
    }

    [Fact]
    public void One_stratum_is_welch()
    {
        Properties.Hold(One, s =>
        {
            var result = PostStratification.Compare([s]).Value;
            var welch = WelchTest.Contrast(s.Control, s.Treatment).Value;
            Properties.Close(welch.Difference, result.Contrast.Difference, 1e-12, Math.Abs(welch.Control.Mean));
            Properties.Close(welch.StandardError, result.Contrast.StandardError, 1e-12);
            Properties.Close(welch.DegreesOfFreedom!.Value, result.Contrast.DegreesOfFreedom!.Value, 1e-12);
            Properties.Close(welch.BaselineVariance, result.Contrast.BaselineVariance, 1e-12);
            Properties.Close(welch.BaselineCovariance, result.Contrast.BaselineCovariance, 1e-12);
        });
    }

    [Fact]
    public void Order_does_not_matter_and_a_constant_added_to_all_values_leaves_the_difference()
    {
        Properties.Hold(Gen.ArrayOf(One, 4), strata =>
        {
            var result = PostStratification.Compare(strata).Value.Contrast;
            var back = PostStratification.Compare([.. strata.Reverse()]).Value.Contrast;
            Properties.Close(result.StandardError, back.StandardError, 1e-9);
            Properties.Close(result.Difference, back.Difference, 1e-9, 100);
            static Moments Shifted(Moments m) => m with { Mean = m.Mean + 64 };
            var shifted = PostStratification.Compare([.. strata.Select(s => new Stratum(Shifted(s.Control), Shifted(s.Treatment)))]).Value.Contrast;
            Properties.Close(result.Difference, shifted.Difference, 1e-9, 100);
            Properties.Close(result.StandardError, shifted.StandardError, 1e-7);
        });
    }

    [Fact]
    public void A_stratum_that_cannot_stand_joins_the_largest()
    {
        Stratum large = new(new(100, 1, 99), new(90, 2, 89)), other = new(new(40, 5, 39), new(30, 6, 29)), thin = new(new(1, 9, 0), new(20, 3, 19));
        var result = PostStratification.Compare([thin, other, large, default]).Value;
        var expected = PostStratification.Compare([large + thin, other]).Value;
        Assert.Equal((2, 1), (result.Strata, result.Merged));
        Assert.Equal(expected.Contrast.Difference, result.Contrast.Difference, 12);
        Assert.Equal(expected.Contrast.StandardError, result.Contrast.StandardError, 12);
    }

    [Fact]
    public void A_largest_stratum_that_cannot_stand_joins_the_next()
    {
        Stratum constant = new(new(500, 1, 0), new(500, 1, 0)), other = new(new(40, 5, 39), new(30, 6, 29));
        var result = PostStratification.Compare([constant, other]).Value;
        Assert.Equal((1, 1), (result.Strata, result.Merged));
        Assert.Equal(result.Unadjusted.Difference, result.Contrast.Difference, 12);
    }

    [Fact]
    public void Too_few_units_and_no_variation_are_refused()
    {
        Assert.Equal(Undefined.TooFewUnits, PostStratification.Compare([]).Reason.Code);
        Assert.Equal(Undefined.TooFewUnits, PostStratification.Compare([new(new(1, 1, 0), new(5, 1, 4))]).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, PostStratification.Compare([new(new(5, 1, 0), new(5, 2, 0))]).Reason.Code);
    }

    private static FsCheck.Gen<Stratum> One
        => from na in Gen.Choose(2, 1000)
           from nb in Gen.Choose(2, 1000)
           from a in Gen.Choose(-100, 100)
           from b in Gen.Choose(-100, 100)
           from va in Properties.Magnitude(-1, 2)
           from vb in Properties.Magnitude(-1, 2)
           select new Stratum(new Moments(na, a, va * (na - 1)), new Moments(nb, b, vb * (nb - 1)));
}
