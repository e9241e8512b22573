namespace KpiLab.Core;

/// <summary>Reads early behaviour and later outcome unit by unit. Implemented by engines.</summary>
public interface IUnitRowData
{
    /// <summary>At most 20,000 units, drawn with a fixed seed where there are more, in order of entry.</summary>
    /// <exception cref="InvalidInputException">A formula or column does not fit the data; every problem found is listed.</exception>
    Task<UnitRowSample> UnitsAsync(string link, LinkUnits units, SourceDefinition source, DateTimeOffset asOf, ReadOptions options, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default);
}
