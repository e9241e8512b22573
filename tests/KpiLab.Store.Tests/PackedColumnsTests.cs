using System.Text;

namespace KpiLab.Store.Tests;

/// <summary>Rows as a database holds them, held to rows made of objects.</summary>
public sealed class PackedColumnsTests
{
    private static readonly string[] Names = ["workspace_id", "id", "kind", "subject", "number", "content", "at", "actor", "audit_sequence", "revision"];

    private static readonly string[] Pieces =
        ["a", "Zürich", "\"", "\\", "\n", "\r", "\t", "\b", "\f", "\0", "\u001f", "\u007f", "/", "😀", "\u2028", "{\"k\":1}", " ", "\ufeff", "0123456789012345678901234567890123456789"];

    [Fact]
    public void A_packed_row_has_the_hash_and_the_values_of_one_made_of_objects()
    {
        var random = new Random(5);
        string AnyText() => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        var layout = new RowLayout(Names);
        for (var i = 0; i < 2_000; i++)
        {
            var columns = Names.ToDictionary(n => n, n => random.Next(8) == 0 ? null : n is "number" or "audit_sequence" ? random.NextInt64(long.MinValue, long.MaxValue) : (object)AnyText());
            var (objects, packed) = (new Row("journal", columns), new Row("journal", Pack(layout, columns)));
            Assert.Equal(objects.Hash(), packed.Hash());
            Assert.Equal(columns, packed.Columns);
            Assert.All(Names, n => Assert.Equal(columns[n], packed.Columns[n]));
        }
    }

    [Fact]
    public void The_order_of_the_columns_does_not_enter_the_hash_and_the_revision_does_not()
    {
        var columns = Names.ToDictionary(n => n, object? (n) => "the " + n);
        string[] turned = [.. Names.Reverse()];
        var hash = new Row("journal", Pack(new RowLayout(Names), columns)).Hash();
        columns["revision"] = "another";
        Assert.Equal(hash, new Row("journal", Pack(new RowLayout(turned), columns)).Hash());
        columns["actor"] = "another";
        Assert.NotEqual(hash, new Row("journal", Pack(new RowLayout(turned), columns)).Hash());
    }

    [Theory]
    [InlineData("""{"a":1,"b":[true,null]}""", true)]
    [InlineData("""{"a":1,"a":2}""", false)]
    [InlineData("""[1]""", false)]
    [InlineData("no JSON", false)]
    public void Content_is_read_as_that_of_a_row_made_of_objects(string content, bool isRead)
    {
        var columns = new Dictionary<string, object?> { ["content"] = content, ["number"] = 3L };
        foreach (var row in new[] { new Row("journal", columns), new Row("journal", Pack(new RowLayout(columns.Keys), columns)) })
        {
            Assert.Equal(3, row.Number("number"));
            Assert.Throws<KpiLab.Core.EngineException>(() => row.Json("number"));
            Assert.Throws<KpiLab.Core.EngineException>(() => row.Text("actor"));
            if (isRead)
            {
                Assert.Equal(content, row.Json("content").ToJsonString());
            }
            else
            {
                Assert.Throws<KpiLab.Core.EngineException>(() => row.Json("content"));
            }
        }
    }

    private static PackedColumns Pack(RowLayout layout, IReadOnlyDictionary<string, object?> columns)
    {
        var bytes = new List<byte>();
        var cells = layout.Names.Select(n =>
        {
            if (columns[n] is not string text)
            {
                return columns[n] is long number ? PackedColumns.Cell.Of(number) : PackedColumns.Cell.Null;
            }

            var utf8 = Encoding.UTF8.GetBytes(text);
            bytes.AddRange(utf8);
            return new PackedColumns.Cell(bytes.Count - utf8.Length, utf8.Length);
        }).ToArray();
        return new PackedColumns(layout, [.. bytes], cells);
    }
}
