using KpiLab.Core;
using Npgsql;

namespace KpiLab.Postgres.Tests;

public sealed class AddressTests
{
    [Theory]
    [InlineData("Host=db;Port=5433;Database=kpis;Username=ana;Password=hunter2")]
    [InlineData("postgresql://ana:hunter2@db:5433/kpis")]
    [InlineData("postgres://ana:hunter2@db:5433/kpis?search_path=kpilab")]
    public void Both_spellings_say_the_same_and_are_shown_without_the_password(string text)
    {
        var address = PostgresAddress.Parse(text);
        Assert.Equal("postgresql://ana@db:5433/kpis (schema kpilab)", address.Name);
        Assert.Equal("postgresql://ana@db:5433/kpis (schema kpilab)", new PostgresProvider().Describe(text));
        Assert.Equal("hunter2", new NpgsqlConnectionStringBuilder(address.ConnectionString).Password);
        Assert.Equal("kpilab", new NpgsqlConnectionStringBuilder(address.ConnectionString).SearchPath);
    }

    [Fact]
    public void A_url_may_hold_escaped_signs_and_the_options_of_libpq()
    {
        var address = new NpgsqlConnectionStringBuilder(PostgresAddress.Parse("postgresql://a%40b:p%2Fw%3A%25@[::1]/my%20kpis?sslmode=verify-full&connect_timeout=7").ConnectionString);
        Assert.Equal(("a@b", "p/w:%", "my kpis", "::1", SslMode.VerifyFull, 7), (address.Username, address.Password, address.Database, address.Host?.Trim('[', ']'), address.SslMode, address.Timeout));
        Assert.Equal(5432, address.Port);
    }

    [Theory]
    [InlineData("Host=db;Passwort=hunter2")]
    [InlineData("Host=db;Port=hunter2")]
    [InlineData("postgresql://ana:hunter2@db:port/kpis")]
    [InlineData("postgresql://ana:hunter2@db/kpis?sslmode=perhaps")]
    [InlineData("postgresql://ana:hunter2@db/kpis?sslmode")]
    [InlineData("Database=kpis;Password=hunter2")]
    [InlineData("Host=db;Password=hunter2;Search Path=kpilab, public")]
    [InlineData("Host=db;Password=hunter2;Search Path=\"x; DROP\"")]
    public void What_cannot_be_read_is_refused_and_not_repeated(string text)
    {
        var refused = Assert.Throws<InvalidInputException>(() => PostgresAddress.Parse(text));
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
        Assert.All(refused.Problems, p => Assert.NotEqual("", p.Remedy));
    }
}
