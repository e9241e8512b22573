namespace KpiLab.DuckDb.Tests;

public sealed class ReadingTests
{
    [Fact]
    public void A_shut_database_in_memory_answers_a_query_with_parameters()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        var row = Assert.Single(connection.Query("SELECT $1 + 1, $2 || '!', $3", 41L, "naïve", null));
        Assert.Equal([42L, "naïve!", null], row);
    }

    [Fact]
    public void Chunks_are_read_as_spans_with_their_validity()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        using var statement = connection.Prepare("SELECT CASE WHEN i % 2 = 0 THEN i END AS even FROM range(5000) t(i)");
        using var reader = statement.ExecuteStreaming();
        var (rows, sum, nulls) = (0, 0L, 0);
        while (reader.Read())
        {
            var even = reader.Chunk.Column(0);
            var values = even.Values<long>();
            for (var row = 0; row < even.Count; row++)
            {
                rows++;
                if (even.IsValid(row))
                {
                    sum += values[row];
                }
                else
                {
                    nulls++;
                }
            }
        }

        Assert.Equal((5000, 6_247_500L, 2500), (rows, sum, nulls));
    }
}
