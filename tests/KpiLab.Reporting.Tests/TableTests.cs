using System.Data;
using System.Globalization;
using System.Text.Json.Nodes;
using KpiLab.Reporting;

namespace KpiLab.Testing;

public sealed class TableTests
{
    private static readonly Table Sample = new(
        "Sample",
        [
            new("name", "Name"), new("std_error", "Standard error", ColumnKind.Number), new("units", "Units", ColumnKind.Integer),
            new("registered", "Registered", ColumnKind.Flag), new("at", "When", ColumnKind.Time),
        ],
        [
            ["a, \"b\"", -0.1, -3L, true, new DateTimeOffset(2026, 9, 1, 2, 0, 0, TimeSpan.FromHours(2))],
            [null, null, null, null, null],
        ]);

    [Fact]
    public void Csv_follows_rfc_4180_with_full_precision()
        => Assert.Equal(
            "name,std_error,units,registered,at\r\n\"a, \"\"b\"\"\",-0.1,-3,true,2026-09-01T00:00:00Z\r\n,,,,\r\n",
            Sample.ToCsv());

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("a=1", "a=1")]
    public void Csv_text_cannot_start_a_formula(string cell, string expected)
        => Assert.Equal("name\r\n" + expected + "\r\n", new Table("t", [new("name", "Name")], [[cell]]).ToCsv());

    [Theory]
    [InlineData("\u001b[31mred\u009b", "\\u001b[31mred\\u009b")]
    [InlineData("abc\u202edef\u2066", "abc\\u202edef\\u2066")]
    [InlineData("\u0000\u007f", "\\u0000\\u007f")]
    [InlineData("a\r\nb\t\u001bc", "\"a\r\nb\t\\u001bc\"")]
    [InlineData("größer 日本 🎉\u001b", "größer 日本 🎉\\u001b")]
    [InlineData("two\r\nlines\tof text", "\"two\r\nlines\tof text\"")]
    public void Csv_shows_what_could_steer_a_terminal_or_reorder_a_line(string cell, string expected)
        => Assert.Equal("name\r\n" + expected + "\r\n", new Table("t", [new("name", "Name")], [[cell]]).ToCsv());

    [Fact]
    public void Csv_numbers_below_zero_are_not_defused()
        => Assert.Equal("x,n\r\n-1.5,-2\r\n", new Table("t", [new("x", "X", ColumnKind.Number), new("n", "N", ColumnKind.Integer)], [[-1.5, -2L]]).ToCsv());

    [Theory]
    [InlineData("p_value", 0.00004, "< 0.0001", "4E-05")]
    [InlineData("adj_p_value", 0.0, "< 0.0001", "0")]
    [InlineData("p_value", 0.01234, "0.0123", "0.01234")]
    [InlineData("value", 0.00004, "0.00004", "4E-05")]
    public void A_reader_sees_a_p_value_as_everywhere_and_a_program_sees_all_its_digits(string column, double p, string human, string machine)
    {
        var table = new Table("t", [new(column, "P", ColumnKind.Number)], [[p]]);
        Assert.Equal([human], CellText.Human(p, table.Columns[0]));
        Assert.Equal($"{column}\r\n{machine}\r\n", table.ToCsv());
    }

    [Fact]
    public void Json_has_one_object_a_row_in_camel_case()
    {
        var first = Sample.ToJsonArray()[0]!.AsObject();
        Assert.Equal(["name", "stdError", "units", "registered", "at"], first.Select(m => m.Key));
        Assert.Equal(-0.1, first["stdError"]!.GetValue<double>());
        Assert.Null(Sample.ToJsonArray()[1]!["at"]);
        Assert.Equal("2026-09-01T00:00:00Z", (string?)JsonNode.Parse(Sample.ToJson())![0]!["at"]);
    }

    [Fact]
    public void Json_numbers_read_back_to_the_bit_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            foreach (var value in new[] { 0.1, 1.0 / 3, 1e-300, 1.7976931348623157e308, -2.5e-7 })
            {
                var json = new Table("t", [new("x", "X", ColumnKind.Number)], [[value]]).ToJson();
                Assert.Equal(value, JsonNode.Parse(json)![0]!["x"]!.GetValue<double>());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Json_writes_minus_zero_as_zero_and_says_why_a_number_is_missing()
    {
        Assert.Equal("0", JsonText.Number(-0.0).ToJsonString());
        Assert.Equal("outside-domain", (string?)JsonText.Number(double.NaN)["undefined"]!["code"]);
    }

    [Fact]
    public void Json_escapes_what_could_steer_a_terminal_or_reorder_a_line()
    {
        var json = new Table("t", [new("x", "X")], [["\u001b[31m\u009b\u202e<é>"]]).ToJson();
        Assert.DoesNotContain(json, c => c is '\u001b' or '\u009b' or '\u202e');
        Assert.Contains("<é>", json, StringComparison.Ordinal);
        Assert.Equal("\u001b[31m\u009b\u202e<é>", (string?)JsonNode.Parse(json)![0]!["x"]);
    }

    [Fact]
    public void A_data_table_has_typed_columns_and_database_nulls()
    {
        var data = Sample.ToDataTable();
        Assert.Equal(typeof(double), data.Columns["std_error"]!.DataType);
        Assert.Equal("Standard error", data.Columns["std_error"]!.Caption);
        Assert.Equal(-3L, data.Rows[0]["units"]);
        Assert.Equal(DBNull.Value, data.Rows[1]["registered"]);
    }

    [Fact]
    public void A_cell_of_another_type_than_its_column_is_refused()
        => Assert.Throws<ArgumentException>(() => new Table("t", [new("n", "N", ColumnKind.Integer)], [[1.5]]));

    [Fact]
    public void A_row_with_too_few_cells_is_refused()
        => Assert.Throws<ArgumentException>(() => new Table("t", [new("a", "A"), new("b", "B")], [["x"]]));
}

public sealed class MarkdownTests
{
    [Fact]
    public void Nothing_in_a_cell_becomes_markup()
        => Assert.Equal(
            "| A |\n| --- |\n| \\| \\`x\\` \\<b\\> \\*\\*y\\*\\* \\_z\\_ \\[l\\](u) \\&lt; C:\\\\ two lines |\n",
            new Table("t", [new("a", "A")], [["| `x` <b> **y** _z_ [l](u) &lt; C:\\ two\nlines"]]).ToMarkdown());

    [Theory]
    [InlineData("# no heading", "\\# no heading\n")]
    [InlineData("- no list", "\\- no list\n")]
    [InlineData("1. no list", "1\\. no list\n")]
    [InlineData("12) no list", "12\\) no list\n")]
    [InlineData("1.5 is a number", "1\\.5 is a number\n")]
    [InlineData("+ no list", "\\+ no list\n")]
    public void Nothing_at_the_start_of_a_paragraph_becomes_a_block(string text, string expected)
        => Assert.Equal(expected, new Document([new Paragraph(text)]).ToMarkdown());

    [Theory]
    [InlineData("\u001b[2J", "\\u001b[2J")]
    [InlineData("a\u202eb", "a\\u202eb")]
    [InlineData("a\r\nb\tc", "a b c")]
    [InlineData("a\rb", "a b")]
    [InlineData("größer 日本 🎉", "größer 日本 🎉")]
    public void Control_characters_are_shown_and_not_obeyed(string text, string expected) => Assert.Equal(expected, SafeText.Visible(text));

    [Fact]
    public void Half_a_character_is_shown_as_its_number()
        => Assert.Equal("x\\ud800y", SafeText.Visible("x" + (char)0xd800 + "y"));
}
