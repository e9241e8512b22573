namespace KpiLab.DuckDb.Tests;

public sealed class TextsTests
{
    [Theory]
    [InlineData("'abcdefghijkl'", true, 12)]
    [InlineData("''", true, 0)]
    [InlineData("'é'", true, 2)]
    [InlineData("'abcdefghijklm'", false, 13)]
    public void Two_words_are_the_whole_of_a_text_of_at_most_twelve_bytes(string sql, bool isShort, int length)
    {
        // The second row is made by another way, so that its bytes were written elsewhere.
        var texts = Read($"SELECT {sql} UNION ALL SELECT substring('~' || {sql}, 2)");
        Assert.All(texts, t => Assert.Equal((isShort, (uint)length), (t.IsShort, t.Length)));
        Assert.True(texts[0] == texts[1] || !isShort);
    }

    [Fact]
    public void Different_short_texts_differ_in_their_words()
        => Assert.Equal(1000, Read("SELECT 'v' || i FROM range(1000) t(i)").Distinct().Count());

    [Theory]
    [InlineData("SELECT CASE WHEN i = 99 THEN NULL ELSE 'x' END FROM range(100) t(i)", false)]
    [InlineData("SELECT CASE WHEN i = 64 THEN NULL ELSE 'x' END FROM range(100) t(i)", false)]
    [InlineData("SELECT CASE WHEN i < 0 THEN NULL ELSE 'x' END FROM range(100) t(i)", true)]
    [InlineData("SELECT CASE WHEN i < 0 THEN NULL ELSE 'x' END FROM range(128) t(i)", true)]
    [InlineData("SELECT 'x' FROM range(100) t(i)", true)]
    public void A_mask_without_a_gap_means_that_none_is_missing(string sql, bool none)
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        using var statement = connection.Prepare(sql);
        using var reader = statement.ExecuteStreaming();
        Assert.True(reader.Read());
        Assert.Equal(none, reader.Chunk.Column(0).NoneMissing);
    }

    [Fact]
    public void A_number_has_no_texts()
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        using var statement = connection.Prepare("SELECT 1");
        using var reader = statement.ExecuteStreaming();
        Assert.True(reader.Read());
        Assert.Throws<InvalidOperationException>(() => reader.Chunk.Column(0).Texts.Length);
    }

    private static List<DuckText> Read(string sql)
    {
        using var database = DuckDatabase.Open();
        using var connection = database.Connect();
        using var statement = connection.Prepare(sql);
        using var reader = statement.ExecuteStreaming();
        var texts = new List<DuckText>();
        while (reader.Read())
        {
            texts.AddRange(reader.Chunk.Column(0).Texts);
        }

        return texts;
    }
}
