namespace KpiLab.Core;

/// <summary>Reads early behaviour and later outcome unit by unit. Implemented by engines.</summary>
public interface IUnitRowData
{
    /// <summary>At most 20,000 units, drawn with a fixed seed where there are more, in order of entry.</summary>
    /// <param name="link">The link, for messages.</param>
    /// <param name="units">What is declared.</param>
    /// <param name="sources">Its sources.</param>
    /// <param name="asOf">Rows after this moment are not seen, and units whose outcome's window is not over by then are left out.</param>
    /// <param name="options">How to read.</param>
    /// <param name="progress">Told how far the reading is.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InvalidInputException">A formula or column does not fit the data; every problem found is listed.</exception>
    Task<UnitRowSample> UnitsAsync(
        string link, LinkUnits units, IReadOnlyList<SourceDefinition> sources, DateTimeOffset asOf, ReadOptions options, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default);
}
