using System.Globalization;

namespace KpiLab.Store.Tests;

/// <summary>A clock that stands where the test puts it.</summary>
internal sealed class TestClock(string now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.Parse(now, CultureInfo.InvariantCulture);

    public override DateTimeOffset GetUtcNow() => Now;
}
