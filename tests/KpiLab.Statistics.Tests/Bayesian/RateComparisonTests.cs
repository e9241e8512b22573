using FsCheck;
using FsCheck.Fluent;

namespace KpiLab.Statistics.Tests;

public class RateComparisonTests
{
    [Fact]
    public void Agrees_with_quadrature_in_thirty_digits()
    {
        // Posteriors Beta(4, 28) and Beta(3, 30).
        var result = BetaBinomial.Compare(new Proportion(3, 30), new Proportion(2, 31), 1, 1, Examples.NinetyFive).Value;
        Properties.Close(4.0 / 32, result.Control.Mean, 1e-15);
        Properties.Close(Reference.TreatmentWins, result.TreatmentBeatsControl, 1e-12);
        Properties.Close(Reference.LossOfKeeping, result.LossOfKeeping, 1e-12);
    }

    [Fact]
    public void Equal_data_are_a_coin_toss_and_swapping_the_arms_swaps_the_answers()
        => Properties.Hold(
            from na in Gen.Choose(0, 5000)
            from nb in Gen.Choose(0, 5000)
            from shareA in Gen.Choose(0, 1000)
            from shareB in Gen.Choose(0, 1000)
            select (A: new Proportion(na * shareA / 1000, na), B: new Proportion(nb * shareB / 1000, nb)),
            p =>
            {
                RateComparison forth = BetaBinomial.Compare(p.A, p.B, 0.5, 0.5, Examples.Ninety).Value, back = BetaBinomial.Compare(p.B, p.A, 0.5, 0.5, Examples.Ninety).Value;
                Properties.Close(1, forth.TreatmentBeatsControl + back.TreatmentBeatsControl, 1e-11);
                Properties.Close(forth.LossOfKeeping, back.LossOfShipping, 1e-12, 1e-6);
                Properties.Close(forth.Treatment.Mean - forth.Control.Mean, forth.LossOfKeeping - forth.LossOfShipping, 1e-10, 1e-3);
                Properties.Close(0.5, BetaBinomial.Compare(p.A, p.A, 0.5, 0.5, Examples.Ninety).Value.TreatmentBeatsControl, 1e-11);
            });

    [Fact]
    public void Rates_agree_with_the_difference_of_their_means()
        => Properties.Hold(
            from a in Gen.Choose(0, 3000)
            from b in Gen.Choose(0, 3000)
            from ea in Properties.Magnitude(-2, 4)
            from eb in Properties.Magnitude(-2, 4)
            select (A: ((long)a, ea), B: ((long)b, eb)),
            p =>
            {
                var result = GammaPoisson.Compare(p.A, p.B, 0.5, 0.01, Examples.Ninety).Value;
                Properties.Close(
                    result.Treatment.Mean - result.Control.Mean, result.LossOfKeeping - result.LossOfShipping, 1e-9, Math.Max(result.Treatment.Mean, result.Control.Mean));
                Assert.InRange(result.TreatmentBeatsControl, 0, 1);
                Assert.True(result.Control.Interval.Contains(result.Control.Mean) || p.A.Item1 == 0);
            });

    [Fact]
    public void A_prior_that_puts_its_mass_at_zero_is_refused()
        => Assert.Equal(Undefined.OutsideDomain, BetaBinomial.Compare(new Proportion(0, 10), new Proportion(1, 10), 0.001, 1, Examples.Ninety).Reason.Code);

    /// <summary>mpmath 1.2.1, 30 digits: quad over linspace(0, 1, 21) of betainc(4,28,0,u) × the density or survival of Beta(3, 30).</summary>
    private static class Reference
    {
        public const double TreatmentWins = 0.32055200518662591;
        public const double LossOfKeeping = 0.015581453602431652;
    }
}
