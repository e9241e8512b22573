using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Series of one run, each read once. What cannot be read is undefined with its reason, and does not take the others with it.</summary>
internal sealed class SeriesShelf(Session session, Registry registry, IProgress<ScanProgress>? progress)
{
    private readonly Dictionary<SeriesRequest, Estimable<KpiSeries>> _read = [];

    public async Task<IReadOnlyList<Estimable<KpiSeries>>> ReadAsync(IReadOnlyList<SeriesRequest> requests, CancellationToken cancellation)
    {
        var missing = requests.Distinct().Where(r => !_read.ContainsKey(r)).ToList();
        if (!await TryAsync(missing, cancellation))
        {
            foreach (var one in missing)
            {
                await TryAsync([one], cancellation);
            }
        }

        return [.. requests.Select(r => _read[r])];
    }

    /// <summary>A series that was read already; null where it was not, or could not be.</summary>
    public KpiSeries? Find(SeriesRequest request) => _read.TryGetValue(request, out var one) && one.IsDefined ? one.Value : null;

    // All in one pass where all can be read; alone, a request that cannot leaves its reason.
    private async Task<bool> TryAsync(List<SeriesRequest> requests, CancellationToken cancellation)
    {
        if (requests.Count == 0)
        {
            return true;
        }

        try
        {
            var series = await ReadSeries.ManyAsync(session, registry, requests, progress, cancellation);
            foreach (var (request, one) in requests.Zip(series))
            {
                _read[request] = one;
            }

            return true;
        }
        catch (InvalidInputException invalid)
        {
            if (requests is [var alone])
            {
                _read[alone] = new Undefined(SeriesRefusal.NoValues, invalid.Problems[0].Message);
            }

            return false;
        }
    }
}
