using System.Diagnostics;

namespace KpiLab.DuckDb.Tests;

/// <summary>What the machine's locale and time zone must not change. They are read when a process starts, so other ones need another process.</summary>
public sealed class EnvironmentTests
{
    [Theory]
    [InlineData("fa_IR.UTF-8", "Asia/Tokyo")]
    [InlineData("th_TH.UTF-8", "America/New_York")]
    [InlineData("tr_TR.UTF-8", "Europe/Istanbul")]
    public async Task Dates_are_the_same_under_every_locale_and_time_zone(string locale, string zone)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "KpiLab.DuckDb.Tests" + (OperatingSystem.IsWindows() ? ".exe" : "")), ["-noLogo", "-method", "*" + nameof(Dates_are_Gregorian_and_in_UTC)]) { RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = locale;
        start.Environment["TZ"] = zone;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Contains("Total: 1, Errors: 0, Failed: 0", output, StringComparison.Ordinal);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public void Dates_are_Gregorian_and_in_UTC()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        Assert.Equal(
            [2024L, "2024-06-03 00:00:00+00", new DateTime(2024, 6, 5, 0, 30, 0), "Wednesday 5 June", "1.5"],
            connection.Query("""
                SELECT year(t), date_trunc('week', t)::VARCHAR, t::TIMESTAMP, strftime(t, '%A %-d %B'), 1.5::VARCHAR
                FROM (SELECT TIMESTAMPTZ '2024-06-05 02:30:00+02' AS t)
                """)[0]);
    }

    [Fact]
    public void Another_time_zone_is_a_choice_and_holds_for_every_connection()
    {
        using var database = DuckDatabase.Open(new DuckOptions { TimeZone = "America/New_York" });
        for (var repetition = 0; repetition < 2; repetition++)
        {
            using var connection = database.Connect();
            Assert.Equal("2024-06-04 00:00:00-04", connection.Query("SELECT date_trunc('day', TIMESTAMPTZ '2024-06-05 02:30:00+00')::VARCHAR")[0][0]);
        }
    }

    [Fact]
    public void A_time_zone_that_is_none_is_refused_by_name()
    {
        var error = Assert.Throws<DuckException>(() => DuckDatabase.Open(new DuckOptions { TimeZone = "Mars/O'Higgins" }));
        Assert.Contains("Mars/O'Higgins", error.Message, StringComparison.Ordinal);
    }
}
