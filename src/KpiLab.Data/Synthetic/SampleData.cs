using System.Globalization;
using System.Text;

namespace KpiLab.Data;

/// <summary>A data file whose rows become known one after the other.</summary>
internal sealed class SampleData
{
    private readonly string _path;
    private readonly string _header;
    private readonly List<(DateTime Known, string Line)> _rows = [];

    /// <summary>Reads when each row becomes known from its time column.</summary>
    /// <param name="file">The complete file.</param>
    /// <param name="time">Column with a day or a moment.</param>
    /// <param name="after">How long after it the row is known: a week is over, an outcome has come.</param>
    public SampleData(SampleFile file, string time, TimeSpan after)
    {
        _path = file.Path;
        var lines = file.Text.TrimEnd('\n').Split('\n');
        _header = lines[0];
        var column = Array.IndexOf(_header.Split(','), time);
        foreach (var line in lines.AsSpan(1))
        {
            _rows.Add((DateTime.Parse(line.Split(',', column + 2)[column], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal) + after, line));
        }
    }

    /// <summary>The file as it was at a moment; null while nothing was known.</summary>
    public SampleFile? At(DateTimeOffset moment)
    {
        var text = new StringBuilder(_header).Append('\n');
        var bare = text.Length;
        foreach (var (known, line) in _rows)
        {
            if (known <= moment.UtcDateTime)
            {
                text.Append(line).Append('\n');
            }
        }

        return text.Length == bare ? null : new SampleFile(_path, text.ToString());
    }
}
