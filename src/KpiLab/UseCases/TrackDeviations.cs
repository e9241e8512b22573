using KpiLab.Core;

namespace KpiLab;

/// <summary><c>deviation check/list/act/close</c>: KPI values → thresholds of the applied definitions → crossings, opened once each → what was done about them.</summary>
internal static class TrackDeviations
{
    private const int LongestText = 2_000;
    private const int Retries = 5;

    /// <summary>Looks for crossings and opens those that are not on record. Seen from an earlier moment, nothing is opened.</summary>
    public static async Task<DeviationReport> CheckAsync(Session session, IProgress<ScanProgress>? progress, CancellationToken cancellation)
    {
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        return await CheckAsync(session, registry, new SeriesShelf(session, registry, progress), cancellation);
    }

    /// <summary>The same with what was read already.</summary>
    private static async Task<DeviationReport> CheckAsync(Session session, Registry registry, SeriesShelf shelf, CancellationToken cancellation)
    {
        var (watched, unwatched) = await WatchedAsync(session, registry, cancellation);
        var opened = await OpenAsync(session, registry, watched, shelf, cancellation);
        return await ReportAsync(session, registry, opened.Ids, [.. unwatched, .. opened.Findings], cancellation);
    }

    /// <summary>The deviations on record.</summary>
    public static async Task<DeviationReport> ListAsync(Session session, CancellationToken cancellation)
        => await ReportAsync(session, await ReadRegistry.RunAsync(session, cancellation), [], [], cancellation);

    public static async Task<Deviation> ActAsync(Session session, string id, string what, string? by, DateOnly? on, CancellationToken cancellation)
    {
        what = Checked("WHAT", what, "say what was done");
        var known = await KnownAsync(session, id, cancellation);
        if (known.Closing is { } end)
        {
            throw new InvalidInputException("deviation", Invariant($"{id} was closed on {end.At:yyyy-MM-dd} by {end.By}"), "act on an open one: `kpilab deviation list --open`");
        }

        var today = DateOnly.FromDateTime(session.Options.Time.GetUtcNow().UtcDateTime);
        if (on > today)
        {
            throw new InvalidInputException("--on", Invariant($"{on:yyyy-MM-dd} is still to come"), "record an action when it is done");
        }

        return await RecordAsync(session, DeviationKeeper.Act(id, on ?? today, by ?? session.Options.Who, what), id, cancellation);
    }

    public static async Task<Deviation> CloseAsync(Session session, string id, string reason, CancellationToken cancellation)
    {
        reason = Checked("--reason", reason, "say why it is closed");
        var known = await KnownAsync(session, id, cancellation);
        return known.Closing is { } end
            ? throw new InvalidInputException("deviation", Invariant($"{id} was closed already, on {end.At:yyyy-MM-dd} by {end.By}"), "nothing is left to do")
            : await RecordAsync(session, DeviationKeeper.Close(id, reason), id, cancellation);
    }

    /// <summary>The KPIs whose thresholds watch, and what keeps others from it.</summary>
    internal static async Task<(IReadOnlyList<KpiDefinition> Kpis, IReadOnlyList<Finding> Findings)> WatchedAsync(Session session, Registry registry, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        var stored = Stored(registry);
        var watched = new List<KpiDefinition>();
        var states = await ReadStates.RunAsync(session, registry, cancellation);
        foreach (var kpi in registry.Definitions.Kpis.Where(k => (k.Thresholds.Count > 0 || k.Band is not null) && states[k.Id].State is KpiState.Active or KpiState.Trial))
        {
            if (stored.ContainsKey(kpi.Id))
            {
                watched.Add(kpi);
            }
            else
            {
                findings.Add(new Finding("not-applied", Severity.Info, "Its thresholds were never applied, and watch nothing yet.", "Apply them: `kpilab apply`.", kpi.Id));
            }
        }

        return (watched, findings);
    }

    private static Dictionary<string, StoredDefinition> Stored(Registry registry)
        => registry.Stored.Where(s => s.Document.Kind == DefinitionKind.Kpi).ToDictionary(s => s.Document.Id, StringComparer.Ordinal);

    // Every crossing since the thresholds were applied.
    private static async Task<(IReadOnlyList<FoundCrossing> Found, IReadOnlyList<Finding> Findings)> FindAsync(
        Session session, Registry registry, IReadOnlyList<KpiDefinition> watched, SeriesShelf shelf, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        var stored = Stored(registry);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(registry.Definitions.Settings.Defaults.TimeZone);
        using var store = watched.Count > 0 ? await session.ExistingStoreAsync(registry.Definitions.Settings, cancellation) : null;
        var tests = new List<(KpiDefinition Kpi, KpiSeries Series, Threshold Threshold, DeviationCondition Condition, DateOnly Since)>();
        var series = await shelf.ReadAsync([.. watched.Select(k => new SeriesRequest(k.Id))], cancellation);
        foreach (var (kpi, read) in watched.Zip(series))
        {
            if (!read.IsDefined)
            {
                findings.Add(new Finding("not-watched", Severity.Warning, $"Its thresholds cannot be watched: {read.Reason.Sentence}.", "Give it a measure with a source that has time.", kpi.Id));
                continue;
            }

            var newest = stored[kpi.Id];
            var history = newest.Version > 1 ? await store!.HistoryAsync(DefinitionKind.Kpi, kpi.Id, cancellation) : [newest];
            foreach (var threshold in DeviationRules.Of(kpi))
            {
                if (!DeviationParser.TryParse(threshold.When, out var condition, out var problems))
                {
                    findings.Add(new Finding("threshold-not-understood", Severity.Warning, $"`{threshold.When}` {problems[0].Message}: it watches nothing.", problems[0].Remedy, kpi.Id));
                    continue;
                }

                if (condition.Misfits(read.Value.Calendar.Cadence).ToList() is [var (message, remedy), ..])
                {
                    findings.Add(new Finding("threshold-finer-than-values", Severity.Warning, $"`{threshold.When}` {message}; it is read as one period.", remedy, kpi.Id));
                }

                var since = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Since(history, kpi, threshold), zone).DateTime);
                tests.Add((kpi, read.Value, threshold, condition, since));
            }
        }

        var crossings = SideBySide.Each(tests, t => DeviationFinder.Find(t.Series, t.Condition, t.Since, session.Options.Seed));
        return ([.. tests.Zip(crossings, (t, found) => found.Select(c => new FoundCrossing(t.Kpi.Id, t.Threshold, c))).SelectMany(f => f)], findings);
    }

    /// <summary>Looks for crossings and opens those that are not on record.</summary>
    /// <param name="session">Whose workspace.</param>
    /// <param name="registry">Definitions.</param>
    /// <param name="watched">The KPIs whose thresholds watch.</param>
    /// <param name="shelf">Series.</param>
    /// <param name="cancellation">Ends the work.</param>
    internal static async Task<OpenedDeviations> OpenAsync(Session session, Registry registry, IReadOnlyList<KpiDefinition> watched, SeriesShelf shelf, CancellationToken cancellation)
    {
        var crossings = await FindAsync(session, registry, watched, shelf, cancellation);
        var opened = new List<string>();
        IReadOnlyList<JournalEntry>? onRecord = null;
        if (session.Options.AsOf is null && crossings.Found.Count > 0)
        {
            using var store = await session.StoreAsync(registry.Definitions.Settings, cancellation);
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    var known = await store.JournalAsync(DeviationKeeper.OpenKind, cancellation: cancellation);
                    var entries = New(known, crossings.Found, session.Options.Time.GetUtcNow());
                    onRecord = [.. known, .. await store.RecordAsync(entries, session.Options.Who, cancellation)];
                    opened.AddRange(entries.Select(e => e.Subject["deviation/".Length..]));
                    break;
                }
                catch (JournalConflictException) when (attempt < Retries)
                {
                    // Another process opened one of them in between: read again, and open what is still missing.
                }
            }
        }

        return new OpenedDeviations(opened, crossings.Findings, onRecord);
    }

    private static List<NewJournalEntry> New(IReadOnlyList<JournalEntry> known, IReadOnlyList<FoundCrossing> found, DateTimeOffset now)
    {
        static string Key(string kpi, string period, string when) => $"{kpi}\n{period}\n{when}";
        var there = known.Select(e => Key((string)e.Content["kpi"]!, (string)e.Content["period"]!, (string)e.Content["when"]!)).ToHashSet(StringComparer.Ordinal);
        var taken = known.Select(e => e.Subject).ToHashSet(StringComparer.Ordinal);
        var entries = new List<NewJournalEntry>();
        foreach (var each in found)
        {
            var period = Invariant($"{each.Crossing.Period:yyyy-MM-dd}");
            if (!there.Add(Key(each.Kpi, period, each.Threshold.When)))
            {
                continue;
            }

            var id = $"{each.Kpi}@{period}";
            for (var n = 2; !taken.Add(DeviationKeeper.Subject(id)); n++)
            {
                id = Invariant($"{each.Kpi}@{period}.{n}");
            }

            entries.Add(DeviationKeeper.Open(id, each.Kpi, each.Threshold, each.Crossing, now));
        }

        return entries;
    }

    private static async Task<DeviationReport> ReportAsync(Session session, Registry registry, IReadOnlyList<string> opened, IReadOnlyList<Finding> findings, CancellationToken cancellation)
    {
        using var store = await session.ExistingStoreAsync(registry.Definitions.Settings, cancellation);
        var teams = registry.Definitions.Kpis.Where(k => k.Team is not null).ToDictionary(k => k.Id, k => k.Team!, StringComparer.Ordinal);
        return new DeviationReport(
            session.Options.Now,
            store is null ? [] : await ReadAsync(store, session.Options.AsOf, cancellation),
            opened, teams, findings, store is not null && await store.IsSimulatedAsync(cancellation))
        {
            Units = registry.Definitions.Kpis.ToDictionary(k => k.Id, k => k.Unit, StringComparer.Ordinal),
        };
    }

    /// <summary>Those on record; seen from a moment, only what was recorded by then.</summary>
    /// <param name="store">The store.</param>
    /// <param name="until">Entries after this moment were not there yet; null: now.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <param name="opened">The entries that opened them, where they were read already.</param>
    internal static async Task<IReadOnlyList<Deviation>> ReadAsync(IStore store, DateTimeOffset? until, CancellationToken cancellation, IReadOnlyList<JournalEntry>? opened = null)
    {
        async Task<IEnumerable<JournalEntry>> Of(string kind, IReadOnlyList<JournalEntry>? known = null)
            => (known ?? await store.JournalAsync(kind, cancellation: cancellation)).Where(e => until is not { } moment || e.At <= moment);
        return DeviationKeeper.Read(await Of(DeviationKeeper.OpenKind, opened), await Of(DeviationKeeper.ActKind), await Of(DeviationKeeper.CloseKind));
    }

    private static async Task<Deviation> KnownAsync(Session session, string id, CancellationToken cancellation)
    {
        var all = (await ListAsync(session, cancellation)).Deviations;
        return all.FirstOrDefault(d => d.Id == id) ?? throw new InvalidInputException(
            "deviation", $"there is no deviation {id}", Suggestion.DidYouMean(id, [.. all.Select(d => d.Id)], all.Count == 0 ? "none is on record: `kpilab deviation check` looks for them" : "`kpilab deviation list` shows them"));
    }

    private static async Task<Deviation> RecordAsync(Session session, NewJournalEntry entry, string id, CancellationToken cancellation)
    {
        var registry = await ReadRegistry.RunAsync(session, cancellation);
        using (var store = await session.StoreAsync(registry.Definitions.Settings, cancellation))
        {
            await store.RecordAsync([entry], session.Options.Who, cancellation);
        }

        return await KnownAsync(session, id, cancellation);
    }

    private static string Checked(string field, string text, string remedy)
        => text.Trim() is { Length: > 0 and <= LongestText } kept ? kept : throw new InvalidInputException(field, text.Trim().Length == 0 ? "is empty" : "is too long", Invariant($"{remedy}, in 1 to {LongestText} characters"));

    // A threshold watches from the version on that brought it and kept it; a band likewise.
    private static DateTimeOffset Since(IReadOnlyList<StoredDefinition> history, KpiDefinition kpi, Threshold threshold)
    {
        var isWritten = kpi.Thresholds.Contains(threshold);
        var band = history[^1].Document.Content["band"];
        bool Holds(StoredDefinition version) => !version.Removed && (isWritten
            ? version.Document.Content["thresholds"] is System.Text.Json.Nodes.JsonArray thresholds && thresholds.Any(t => (string?)t?["when"] == threshold.When)
            : System.Text.Json.Nodes.JsonNode.DeepEquals(version.Document.Content["band"], band));
        return history.Reverse().TakeWhile(Holds).LastOrDefault()?.At ?? history[^1].At;
    }

    /// <summary>What a look for crossings opened.</summary>
    /// <param name="Ids">Of the deviations.</param>
    /// <param name="Findings">What could not be watched.</param>
    /// <param name="OnRecord">The entries that opened deviations, now and before; null where they were not read.</param>
    internal sealed record OpenedDeviations(IReadOnlyList<string> Ids, IReadOnlyList<Finding> Findings, IReadOnlyList<JournalEntry>? OnRecord);

    /// <summary>A crossing with the threshold that it crossed.</summary>
    internal sealed record FoundCrossing(string Kpi, Threshold Threshold, Crossing Crossing);
}
