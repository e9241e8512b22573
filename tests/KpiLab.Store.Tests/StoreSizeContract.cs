using System.Diagnostics;
using System.Text.Json.Nodes;
using KpiLab.Core;

namespace KpiLab.Store.Tests;

/// <summary>A company's store after years: 1,000 KPIs and 100,000 audit rows in the long form (KPILAB_FULL=1), a twentieth of the rows otherwise, and then no limit of time, which other work on the machine would break.</summary>
public abstract class StoreSizeContract
{
    private const int Kpis = 1000;
    private static readonly bool Full = Environment.GetEnvironmentVariable("KPILAB_FULL") == "1";
    private static readonly int Rounds = Full ? 100 : 5;

    protected abstract string NewPlace();

    [Fact]
    public async Task A_thousand_kpis_are_listed_and_their_trail_is_verified_in_the_long_form_in_a_quarter_of_a_second_and_a_few_times_its_hashing()
    {
        using var store = await TestStore.OpenAsync(NewPlace());
        for (var i = 0; i < Rounds; i++)
        {
            var round = i;
            await store.ApplyAsync(Given.Apply([.. Enumerable.Range(0, Kpis).Select(k => Given.Kpi($"kpi_{k:0000}", $"A name of a KPI of some length, version {round}"))]));
        }

        var listing = TimeSpan.MaxValue;
        for (var i = 0; i < 7; i++)
        {
            var started = Stopwatch.GetTimestamp();
            Assert.Equal(Kpis, (await store.DefinitionsAsync(DefinitionKind.Kpi)).Count);
            listing = Shorter(listing, Stopwatch.GetElapsedTime(started));
        }

        Assert.True(!Full || listing < TimeSpan.FromMilliseconds(250), $"listing took {listing.TotalMilliseconds:0} ms");

        var (verifying, hashing) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var i = 0; i < 3; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var verified = await store.VerifyAuditAsync();
            verifying = Shorter(verifying, Stopwatch.GetElapsedTime(started));
            Assert.Equal((1L + (Rounds * Kpis), null), (verified.Rows, verified.FirstBroken));
            hashing = Shorter(hashing, Hashing(1 + (2 * Rounds * Kpis)));
        }

        // A row is read, its canonical JSON is made and hashed, its content's too: the rest must stay small beside that.
        var ratio = verifying / hashing;
        TestContext.Current.SendDiagnosticMessage($"{GetType().Name}: {Rounds * Kpis} audit rows, listing {listing.TotalMilliseconds:0} ms, verifying {verifying.TotalMilliseconds:0} ms, {ratio:0.0} times as long as hashing");
        Assert.True(!Full || ratio < 12, $"verifying took {ratio:0.0} times as long as hashing as many rows");
    }

    // What cannot be saved: canonical JSON and SHA-256 of an object of twelve columns, and of a small one, for each row.
    private static TimeSpan Hashing(int rows)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < rows; i++)
        {
            var columns = new JsonObject();
            for (var c = 0; c < 12; c++)
            {
                columns.Add($"column_{c:00}", "0123456789abcdef0123456789abcdef");
            }

            CanonicalJson.Hash(columns);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
