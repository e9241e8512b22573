using KpiLab.Core;

namespace KpiLab.Data.Tests;

/// <summary>Needs of an experiment, said shortly.</summary>
internal sealed class NeedsBuilder
{
    private readonly List<SourceDefinition> _sources = [];
    private readonly List<MomentBlock> _blocks = [];
    private readonly List<string> _segments = [];
    private IReadOnlyList<VariantDefinition> _variants = [new("a", "a", 0.5, true), new("b", "b", 0.5, false)];
    private string _variant = "variant";
    private string? _exposedAt;
    private DateTimeOffset? _asOf;
    private DayNeeds? _days;

    public static Formula Formula(string text)
        => ExpressionParser.TryParse(text, out var formula, out var problems) ? formula : throw new ArgumentException(string.Join("; ", problems), nameof(text));

    /// <summary>The first source is that of the exposures.</summary>
    public NeedsBuilder Source(string id, string from, string? unit = null, string? time = null, params (string Name, string Type)[] columns)
    {
        _sources.Add(new SourceDefinition(id, new FileLocation(from), unit, time, columns.Length == 0 ? null : columns.ToDictionary(c => c.Name, c => c.Type)));
        return this;
    }

    public NeedsBuilder Variant(string column, params string[] values)
    {
        _variant = column;
        if (values.Length > 0)
        {
            _variants = [.. values.Select((v, i) => new VariantDefinition(v, v, null, i == 0))];
        }

        return this;
    }

    public NeedsBuilder ExposedAt(string column)
    {
        _exposedAt = column;
        return this;
    }

    public NeedsBuilder AsOf(string moment)
    {
        _asOf = DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
        return this;
    }

    /// <summary>The block of that number by day, too.</summary>
    public NeedsBuilder Days(int block = 0, string zone = "UTC", DayOfWeek weekStarts = DayOfWeek.Monday)
    {
        _days = new DayNeeds(block, zone, weekStarts);
        return this;
    }

    public NeedsBuilder Segments(params string[] columns)
    {
        _segments.AddRange(columns);
        return this;
    }

    public NeedsBuilder Block(string id, params Quantity[] quantities)
    {
        _blocks.Add(new MomentBlock(id, [.. quantities.Select(q => q with { Metric = id, Source = q.Source.Length > 0 ? q.Source : _sources[0].Id })]));
        return this;
    }

    public static Quantity Own(string? value, string? where = null, Cap? cap = null, MissingRule? missing = null, bool share = false, QuantityRole role = QuantityRole.Value)
        => new("", role, "", value is null ? null : Formula(value), where is null ? null : Formula(where), Aggregate.Sum, null, cap, missing, share);

    public static Quantity Event(
        string source, Aggregate aggregate, string? value, string? where = null, (double From, double To)? days = null, Cap? cap = null,
        MissingRule? missing = null, bool share = false, QuantityRole role = QuantityRole.Value)
        => new(
            "", role, source, value is null ? null : Formula(value), where is null ? null : Formula(where), aggregate,
            days is { } d ? new ExposureWindow(TimeSpan.FromDays(d.From), TimeSpan.FromDays(d.To)) : null, cap, missing, share);

    public ExperimentNeeds Build() => new(_sources[0], _variant, _exposedAt, _variants, _segments, _blocks, _sources, _asOf) { Days = _days };
}
