namespace KpiLab.DuckDb.Tests;

public sealed class DoublesTests
{
    [Theory]
    [InlineData("true", 1.0)]
    [InlineData("(-7)::TINYINT", -7.0)]
    [InlineData("(-7)::SMALLINT", -7.0)]
    [InlineData("(-7)::INTEGER", -7.0)]
    [InlineData("9007199254740993::BIGINT", 9007199254740992.0)]
    [InlineData("7::UTINYINT", 7.0)]
    [InlineData("7::USMALLINT", 7.0)]
    [InlineData("7::UINTEGER", 7.0)]
    [InlineData("18446744073709551615::UBIGINT", 18446744073709551616.0)]
    [InlineData("(-170141183460469231731687303715884105727)::HUGEINT", -1.7014118346046923e38)]
    [InlineData("'340282366920938463463374607431768211455'::UHUGEINT", 3.402823669209385e38)]
    [InlineData("0.5::FLOAT", 0.5)]
    [InlineData("0.1::DOUBLE", 0.1)]
    [InlineData("0.3::DECIMAL(4,1)", 0.3)]
    [InlineData("(-1234.567)::DECIMAL(9,3)", -1234.567)]
    [InlineData("123456789012.345::DECIMAL(18,3)", 123456789012.345)]
    [InlineData("0.1::DECIMAL(38,20)", 0.1)]
    public void Every_number_becomes_the_nearest_double(string sql, double expected)
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        using var statement = connection.Prepare("SELECT " + sql);
        using var reader = statement.ExecuteStreaming();
        Assert.True(reader.Read());
        var doubles = new double[1];
        reader.Chunk.Column(0).CopyDoubles(doubles);
        Assert.Equal(expected, doubles[0]);
    }

    [Fact]
    public void Nulls_become_NaN_and_nothing_beyond_the_rows_is_touched()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        using var statement = connection.Prepare("SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE i END FROM range(100) t(i)");
        using var reader = statement.ExecuteStreaming();
        Assert.True(reader.Read());
        var doubles = new double[101];
        doubles[100] = 42;
        reader.Chunk.Column(0).CopyDoubles(doubles);
        for (var row = 0; row < 100; row++)
        {
            Assert.Equal(row % 3 == 0 ? double.NaN : row, doubles[row]);
        }

        Assert.Equal(42, doubles[100]);
        Assert.Throws<ArgumentException>(() => reader.Chunk.Column(0).CopyDoubles(new double[99]));
    }

    [Fact]
    public void Text_and_enums_are_no_numbers()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        using var statement = connection.Prepare("SELECT 'x', 'a'::ENUM ('a'), DATE '2024-01-01'");
        using var reader = statement.ExecuteStreaming();
        Assert.True(reader.Read());
        for (var column = 0; column < 3; column++)
        {
            var index = column;
            var error = Assert.Throws<InvalidOperationException>(() => reader.Chunk.Column(index).CopyDoubles(new double[1]));
            Assert.Contains("holds no numbers", error.Message, StringComparison.Ordinal);
        }
    }
}
