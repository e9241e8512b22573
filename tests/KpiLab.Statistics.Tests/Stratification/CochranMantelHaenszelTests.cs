using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class CochranMantelHaenszelTests
{
    // UCBAdmissions of R, Bickel, Hammel and O'Connell (1975): admitted men and women in six departments; men first.
    private static readonly StratumTable[] Berkeley =
    [
        new(new(89, 108), new(512, 825)), new(new(17, 25), new(353, 560)), new(new(202, 593), new(120, 325)),
        new(new(131, 375), new(138, 417)), new(new(94, 393), new(53, 191)), new(new(24, 341), new(22, 373)),
    ];

    [Fact]
    public void Berkeley_agrees_with_mantelhaen_test_of_R()
    {
        // R 4.2.2: mantelhaen.test(UCBAdmissions, correct = FALSE), then correct = TRUE
        var test = CochranMantelHaenszel.Test(Berkeley).Value;
        Examples.Equal(1.5246066604434356, test.Statistic);
        Examples.Equal(0.21692369705551837, test.PValue);
        Examples.Equal(1.4269462285866883, CochranMantelHaenszel.Test(Berkeley, continuityCorrection: true).Value.Statistic);

        var odds = CochranMantelHaenszel.OddsRatio(Berkeley, Examples.NinetyFive).Value;
        Examples.Equal(0.90469682825862308, odds.Value);
        Examples.Bounds(0.77190736175935049, 1.0603297644366556, odds.Set);
    }

    [Fact]
    public void One_stratum_is_the_table_itself()
    {
        Properties.Hold(Strata(1), strata =>
        {
            var (a, b) = (strata[0].Control, strata[0].Treatment);
            double n = a.Trials + b.Trials;
            Properties.Close(ChiSquareTest.Pearson(a, b).Value.Statistic * (n - 1) / n, CochranMantelHaenszel.Test(strata).Value.Statistic, 1e-9, 1e-9);
            var plain = (double)b.Successes * a.Failures / ((double)b.Failures * a.Successes);
            Properties.Close(plain, CochranMantelHaenszel.OddsRatio(strata, Examples.NinetyFive).Value.Value, 1e-12);
            Properties.Close(plain, CochranMantelHaenszel.CrudeOddsRatio(strata).Value, 1e-12);
            Properties.Close(b.Value / a.Value, CochranMantelHaenszel.RiskRatio(strata).Value, 1e-12);
            Assert.Equal(Undefined.TooFewUnits, CochranMantelHaenszel.BreslowDay(strata).Reason.Code);
        });
    }

    [Fact]
    public void One_stratum_has_the_standard_error_of_woolf()
    {
        Proportion a = new(20, 100), b = new(30, 100);
        var error = CochranMantelHaenszel.OddsRatio([new StratumTable(a, b)], Examples.NinetyFive).Value.StandardError!.Value;
        Examples.Equal(Math.Sqrt((1.0 / 20) + (1.0 / 80) + (1.0 / 30) + (1.0 / 70)), error);
    }

    [Fact]
    public void Swapped_arms_invert_the_ratios_and_leave_the_tests()
    {
        Properties.Hold(Strata(4), strata =>
        {
            StratumTable[] swapped = [.. strata.Select(s => new StratumTable(s.Treatment, s.Control))];
            var (forth, back) = (CochranMantelHaenszel.OddsRatio(strata, Examples.Ninety).Value, CochranMantelHaenszel.OddsRatio(swapped, Examples.Ninety).Value);
            Properties.Close(forth.Value, 1 / back.Value, 1e-12);
            Properties.Close(forth.Set.Lower, 1 / back.Set.Upper, 1e-10);
            Properties.Close(CochranMantelHaenszel.Test(strata).Value.Statistic, CochranMantelHaenszel.Test(swapped).Value.Statistic, 1e-8, 1e-8);
            Properties.Close(CochranMantelHaenszel.BreslowDay(strata).Value.Statistic, CochranMantelHaenszel.BreslowDay(swapped).Value.Statistic, 1e-7, 1e-9);
        });
    }

    [Fact]
    public void Strata_with_exactly_one_odds_ratio_are_homogeneous_and_an_empty_one_changes_nothing()
    {
        // odds 3 to 1 against 1 to 1 in both
        StratumTable[] strata = [new(new(10, 20), new(30, 40)), new(new(50, 100), new(15, 20))];
        Assert.Equal(3, CochranMantelHaenszel.OddsRatio(strata, Examples.NinetyFive).Value.Value, 12);
        Assert.Equal(0, CochranMantelHaenszel.BreslowDay(strata).Value.Statistic, 12);
        StratumTable[] more = [.. strata, default, new(new(0, 5), default)];
        Assert.Equal(CochranMantelHaenszel.Test(strata), CochranMantelHaenszel.Test(more));
        Assert.Equal(CochranMantelHaenszel.BreslowDay(strata), CochranMantelHaenszel.BreslowDay(more));
    }

    [Fact]
    public void Empty_cells_give_an_infinite_ratio_or_a_reason()
    {
        StratumTable[] infinite = [new(new(0, 10), new(5, 10))];
        Assert.Equal(double.PositiveInfinity, CochranMantelHaenszel.OddsRatio(infinite, Examples.NinetyFive).Value.Value);
        Assert.Null(CochranMantelHaenszel.OddsRatio(infinite, Examples.NinetyFive).Value.StandardError);
        Assert.Equal(double.PositiveInfinity, CochranMantelHaenszel.RiskRatio(infinite).Value);
        StratumTable[] nothing = [new(new(0, 10), new(0, 10)), new(new(3, 10), default)];
        Assert.Equal(Undefined.ZeroVariance, CochranMantelHaenszel.Test(nothing).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, CochranMantelHaenszel.OddsRatio(nothing, Examples.NinetyFive).Reason.Code);
        Assert.Equal(Undefined.OutsideDomain, CochranMantelHaenszel.RiskRatio(nothing).Reason.Code);
        Assert.Equal(Undefined.ZeroVariance, CochranMantelHaenszel.Test([]).Reason.Code);
    }

    private static FsCheck.Gen<StratumTable[]> Strata(int count) => Gen.ArrayOf(
        from na in Gen.Choose(2, 300)
        from nb in Gen.Choose(2, 300)
        from i in Gen.Choose(1, na - 1)
        from j in Gen.Choose(1, nb - 1)
        select new StratumTable(new(i, na), new(j, nb)), count);
}
