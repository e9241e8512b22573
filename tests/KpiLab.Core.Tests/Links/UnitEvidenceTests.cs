using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

public sealed class UnitEvidenceTests
{
    private static readonly LinkDefinition Link = new("l", "a", "b", ExpectedSign.Positive, new LagRange(Lag.Weeks(1), Lag.Weeks(2)), null, 0.3, []);

    [Fact]
    public void Early_behaviour_that_tells_the_outcome_is_seen_on_later_units()
    {
        var evidence = UnitEvidence.Of(Link, Rows(2000, leak: false, shift: 0));
        Assert.InRange(evidence.Prediction.Value.Auc, 0.65, 0.85);
        Assert.Equal(2000, evidence.Relation.Value.Units);
        Assert.True(evidence.Relation.Value.Correlation > 0.2);
        Assert.Empty(evidence.Findings);
        Assert.NotEmpty(evidence.Drift);
        Assert.All(evidence.Drift, d => Assert.NotEqual("major", d.Drift.Value.Band));
    }

    [Fact]
    public void A_copy_of_the_outcome_is_suspected_as_a_leak()
        => Assert.Equal("leak-suspected", Assert.Single(UnitEvidence.Of(Link, Rows(2000, leak: true, shift: 0)).Findings).Code);

    [Fact]
    public void Units_that_behave_otherwise_than_those_learned_from_are_told()
        => Assert.Contains(UnitEvidence.Of(Link, Rows(2000, leak: false, shift: 3)).Findings, f => f.Code == "units-drifted");

    [Fact]
    public void Left_out_units_are_told_and_none_is_no_error()
    {
        Assert.Contains(UnitEvidence.Of(Link, Rows(500, false, 0) with { Read = 1000, Missing = 500 }).Findings, f => f.Code == "units-missing");
        var none = UnitEvidence.Of(Link, new UnitRowSample([], [], [], 0, 0));
        Assert.False(none.Prediction.IsDefined);
        Assert.False(none.Relation.IsDefined);
    }

    // Logit −1 + x; the copy has a little noise so that the classes overlap.
    private static UnitRowSample Rows(int count, bool leak, double shift)
    {
        var random = new SeededRandom(4);
        double[] early = new double[count], outcome = new double[count];
        for (var i = 0; i < count; i++)
        {
            early[i] = random.NextNormal() + (i > 0.8 * count ? shift : 0);
            outcome[i] = random.NextBernoulli(1 / (1 + Math.Exp(1 - early[i]))) ? 1 : 0;
            if (leak)
            {
                early[i] = outcome[i] + (0.25 * random.NextNormal());
            }
        }

        return new UnitRowSample(early, outcome, [.. Enumerable.Range(0, count).Select(i => (DateOnly?)new DateOnly(2025, 1, 1).AddMonths(i * 12 / count))], count, 0);
    }
}
