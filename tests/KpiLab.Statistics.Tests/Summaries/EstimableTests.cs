namespace KpiLab.Statistics.Tests;

public class EstimableTests
{
    private static readonly Undefined Reason = new(Undefined.ZeroVariance, "nothing varies");

    [Fact]
    public void A_value_is_a_value()
    {
        Estimable<double> estimable = 2.5;

        Assert.True(estimable.IsDefined);
        Assert.Equal(2.5, estimable.Value);
        Assert.Equal(5, estimable.Select(v => 2 * v).Value);
        Assert.Equal("2.5", estimable.Match(v => Invariant($"{v}"), r => r.Code));
        Assert.Throws<InvalidOperationException>(() => estimable.Reason);
    }

    [Fact]
    public void A_reason_is_a_reason()
    {
        Estimable<double> estimable = Reason;

        Assert.False(estimable.IsDefined);
        Assert.Same(Reason, estimable.Reason);
        Assert.Same(Reason, estimable.Select(v => 2 * v).Reason);
        Assert.Equal(Undefined.ZeroVariance, estimable.Match(v => "value", r => r.Code));
        Assert.Contains("nothing varies", Assert.Throws<InvalidOperationException>(() => estimable.Value).Message, StringComparison.Ordinal);
        Assert.Equal("undefined (zero-variance)", estimable.ToString());
    }

    [Fact]
    public void What_was_never_estimated_says_so()
    {
        Estimable<string> never = default;

        Assert.False(never.IsDefined);
        Assert.Equal(Undefined.OutsideDomain, never.Reason.Code);
    }
}
