using System.Globalization;
using KpiLab.Testing;

namespace KpiLab.Statistics.Tests;

/// <summary>A table of reference values under Grids; the script beside it says how it was made.</summary>
internal sealed class ReferenceGrid
{
    private readonly string _name;
    private readonly string[] _header;
    private readonly string[][] _rows;

    private ReferenceGrid(string name, string[] header, string[][] rows) => (_name, _header, _rows) = (name, header, rows);

    public static ReferenceGrid Read(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "KpiLab.Statistics.Tests", "Distributions", "Grids", name + ".csv"));
        return new ReferenceGrid(name, lines[0].Split(','), [.. lines[1..].Select(l => l.Split(','))]);
    }

    public IEnumerable<Row> Rows => _rows.Select(r => new Row(_header, r));

    /// <summary>
    /// Every row that has a value in the column agrees with it; at least <paramref name="least"/> rows do. The message names the worst.
    /// </summary>
    public void Agrees(string column, double relative, int least, Func<Row, double> computed, Func<Row, bool>? where = null)
    {
        var seen = 0;
        var worst = 0.0;
        var report = "";
        foreach (var row in Rows)
        {
            if (row.Text(column).Length == 0 || (where is not null && !where(row)))
            {
                continue;
            }

            seen++;
            var expected = row[column];
            var actual = computed(row);
            var error = actual.Equals(expected) ? 0 : Math.Abs((actual - expected) / expected);
            if (!(error <= worst))
            {
                worst = error;
                report = FormattableString.Invariant($"{_name}.csv, {column}: {row}: expected {expected:R}, got {actual:R}, relative error {error:G3}");
                if (double.IsNaN(error))
                {
                    break;
                }
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{seen} rows, worst relative error {worst:G3}. {report}"));
        Assert.True(seen >= least, $"{_name}.csv: {seen} rows with {column}, {least} expected");
        Assert.True(worst <= relative, report);
    }

    internal readonly record struct Row(string[] Header, string[] Cells)
    {
        public double this[string column] => double.Parse(Text(column), CultureInfo.InvariantCulture);

        public string Text(string column) => Cells[Array.IndexOf(Header, column)];

        public override string ToString() => string.Join(", ", Header.Zip(Cells, (h, c) => h + " = " + c));
    }
}
