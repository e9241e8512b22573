using KpiLab.Core;

namespace KpiLab.Data;

/// <summary>Answers needs from rows in memory, by the same steps and with the same sums as from files.</summary>
public sealed class RowExperimentData : IExperimentData
{
    private readonly IReadOnlyDictionary<string, RowTable> _tables;

    /// <summary>Tables by the id of their source.</summary>
    public RowExperimentData(IReadOnlyDictionary<string, RowTable> tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        _tables = tables;
    }

    /// <summary>One table.</summary>
    public RowExperimentData(string source, RowTable table)
        : this(new Dictionary<string, RowTable>(StringComparer.Ordinal) { [source] = table })
    {
    }

    /// <inheritdoc/>
    public Task<SourceSchema> DescribeAsync(SourceDefinition source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var engine = new Engine(_tables, [source], null, cancellation);
        return Task.FromResult(new SourceSchema(source, [.. engine.Fields(source.Id).Where(f => f.IsVisible).Select(f => f.Column)]));
    }

    /// <inheritdoc/>
    public Task<ExperimentCells> MeasureAsync(
        ExperimentNeeds needs, ReadOptions options, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(needs);
        ArgumentNullException.ThrowIfNull(options);
        return Task.Run(
            () =>
            {
                SourceDefinition[] sources = [.. needs.Sources.Prepend(needs.Exposures).DistinctBy(s => s.Id)];
                var cells = Measurement.Run(needs, new Engine(_tables, sources, progress, cancellation), options.CellLimit);
                var named = needs.Blocks.SelectMany(b => b.Quantities).Select(q => q.Source).Append(needs.Exposures.Id).Distinct().Order(StringComparer.Ordinal);
                return cells with { Fingerprints = [.. named.Select(s => new SourceFingerprint(s, [], _tables[s].Count))] };
            },
            cancellation);
    }

    private sealed class Engine(
        IReadOnlyDictionary<string, RowTable> tables, IReadOnlyList<SourceDefinition> sources, IProgress<ScanProgress>? progress, CancellationToken cancellation) : IScanEngine
    {
        public IReadOnlyList<ScanField> Fields(string source)
        {
            var definition = sources.First(s => s.Id == source);
            return [.. Table(source).Data.Select(d => d.Field with
            {
                IsVisible = definition.Columns is null || definition.Columns.ContainsKey(d.Field.Column.Name)
                    || d.Field.Column.Name == definition.Unit || d.Field.Column.Name == definition.Time,
            })];
        }

        public RowScan Open(ScanPlan plan) => new MemoryScan(Table(plan.Source), plan);

        public (long Rows, string First, double Value) FindUnusable(ScanPlan plan, int column, bool share)
        {
            var table = Table(plan.Source);
            var cursor = new RowCursor(table);
            using var scan = new MemoryScan(table, plan);
            long rows = 0, first = 0;
            var example = double.NaN;
            for (var row = 0; row < table.Count; row++)
            {
                var state = NumberState.Clean;
                var value = cursor.Counts(plan, row) ? scan.Number(column, row, ref state) : double.NaN;
                if (share ? !double.IsNaN(value) && value is not (0 or 1) : state.HasFlag(NumberState.HasNonFinite))
                {
                    rows++;
                    (first, example) = rows == 1 ? (row + 1, value) : (first, example);
                }
            }

            return (rows, Invariant($"row {first}"), example);
        }

        public void Report(string stage, long rows)
        {
            cancellation.ThrowIfCancellationRequested();
            if (rows % (1 << 16) == 0)
            {
                progress?.Report(new ScanProgress(stage, rows, null));
            }
        }

        private RowTable Table(string source) => tables.TryGetValue(source, out var table) ? table : throw new InvalidInputException(
            $"source {source}", "there are no rows for this source", $"give rows for it, or name one of {string.Join(", ", tables.Keys.Order(StringComparer.Ordinal))}");
    }
}
