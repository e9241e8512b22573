using KpiLab.Core;
using KpiLab.Statistics;

namespace KpiLab;

/// <summary>Series of one run, each read once. What cannot be read is undefined with its reason, and does not take the others with it.</summary>
internal sealed class SeriesShelf(Session session, Registry registry, IProgress<ScanProgress>? progress)
{
    private readonly Dictionary<SeriesRequest, Estimable<KpiSeries>> _read = [];
    private (Session Session, SeriesShelf Shelf)? _beside;

    /// <summary>A shelf of the same series as seen from another moment: what this one reads from here on is put on both, as far as it can be read for both.</summary>
    /// <param name="other">The session, seen from that moment.</param>
    public SeriesShelf Beside(Session other)
    {
        var shelf = new SeriesShelf(other, registry, progress);
        _beside = (other, shelf);
        return shelf;
    }

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

        if (_beside is { } beside && await TryBothAsync(beside.Session, beside.Shelf, requests, cancellation))
        {
            return true;
        }

        try
        {
            Put(requests, await ReadSeries.ManyAsync(session, registry, requests, progress, cancellation));
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

    // What cannot be read for one of the moments each shelf reads for its own, and keeps its own reason.
    private async Task<bool> TryBothAsync(Session other, SeriesShelf shelf, List<SeriesRequest> requests, CancellationToken cancellation)
    {
        try
        {
            var seen = await ReadSeries.ManyAsync([session, other], registry, requests, progress, cancellation);
            Put(requests, seen[0]);
            shelf.Put(requests, seen[1]);
            return true;
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }

    private void Put(List<SeriesRequest> requests, IReadOnlyList<KpiSeries> series)
    {
        foreach (var (request, one) in requests.Zip(series))
        {
            _read[request] = one;
        }
    }
}
