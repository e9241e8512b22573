namespace KpiLab.Statistics.Tests;

/// <summary>The conventions of tea-tasting and gbstats against values that those tools gave (oracle case p01).</summary>
public class PeerProportionTests
{
    private static readonly Proportion Control = new(200, 1000);
    private static readonly Proportion Treatment = new(235, 1000);

    [Fact]
    public void Tea_tasting_pools_and_corrects_for_continuity()
    {
        // tea-tasting @90306f1, Proportion(method="norm")
        var result = TeaTastingProportion.Compare(Control, Treatment, Examples.NinetyFive).Value;

        Examples.Bounds(-0.002160538772659669, 0.07216053877265963, result.Absolute.Set);
        Examples.Equal(0.06534959518038239, result.Test.PValue);
        Examples.Equal(0.17499999999999982, result.Relative.Value.Value);
        Examples.Bounds(-0.009937496583992567, 0.3944826667371366, result.Relative.Value.Set);
    }

    [Fact]
    public void Tea_tasting_has_no_lift_without_successes_and_nothing_without_variance()
    {
        Assert.Equal(
            Undefined.ZeroBaseline, TeaTastingProportion.Compare(new Proportion(0, 50), new Proportion(5, 50), Examples.NinetyFive).Value.Relative.Reason.Code);
        Assert.Equal(
            Undefined.ZeroVariance, TeaTastingProportion.Compare(new Proportion(0, 50), new Proportion(0, 50), Examples.NinetyFive).Reason.Code);
    }

    [Fact]
    public void Gbstats_compares_by_welch_with_divisor_n()
    {
        // gbstats 0.8.0 @8f1db44, TwoSidedTTest on ProportionStatistic
        var contrast = GrowthBookProportion.Contrast(Control, Treatment).Value;

        Examples.Equal(0.018432986735740904, contrast.StandardError);
        Examples.Bounds(-0.0011499632982929775, 0.07114996329829293, contrast.Absolute(Examples.NinetyFive).Set, 1e-10);
        Examples.Equal(0.05773916846301108, contrast.Test().PValue, 1e-10);
        var lift = contrast.Relative(Examples.NinetyFive, LiftMethod.Delta).Value;
        Examples.Equal(0.1000843394342991, lift.StandardError!.Value);
        Examples.Bounds(-0.021281006933539875, 0.3712810069335396, lift.Set, 1e-10);
        Examples.Equal(0.08052719919117823, DeltaLift.Test(contrast).Value.PValue, 1e-10);
    }

    [Fact]
    public void Gbstats_refuses_an_arm_without_successes()
        => Assert.Equal(Undefined.ZeroVariance, GrowthBookProportion.Contrast(new Proportion(0, 50), new Proportion(5, 50)).Reason.Code);
}
