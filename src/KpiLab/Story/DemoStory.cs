using KpiLab.Core;
using KpiLab.Data;
using KpiLab.Reporting;

namespace KpiLab;

/// <summary>
/// Half a year of the sample company, told through the use cases under a clock that stands still at each moment: definitions applied, experiments registered, looked at and decided, links checked,
/// deviations opened and acted on, a review every month. The workspace's files are at each moment what people had written and measured by then.
/// </summary>
internal sealed class DemoStory(string folder, LabOptions options, IProgress<string>? story, IProgress<ScanProgress>? progress, CancellationToken cancellation) : IDisposable
{
    private const int FirstMonth = 4;
    private const int LastMonth = 9;
    private readonly RunMemory _memory = new();
    private readonly SampleCompany _company = new(options.Seed);
    private readonly Dictionary<string, string> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Analysis> _analyses = new(StringComparer.Ordinal);
    private readonly HashSet<string> _decided = new(StringComparer.Ordinal);
    private readonly List<Review> _reviews = [];
    private IReadOnlyList<LinkReport> _links = [];
    private DefinitionSet _definitions = null!;

    /// <summary>The newest analysis of each experiment, by its start.</summary>
    public IReadOnlyList<Analysis> Analyses => [.. _analyses.Values.OrderBy(a => a.Plan.Starts).ThenBy(a => a.ExperimentId, StringComparer.Ordinal)];

    /// <summary>The last check of every link.</summary>
    public IReadOnlyList<LinkReport> Links => _links;

    /// <summary>The reviews, oldest first.</summary>
    public IReadOnlyList<Review> Reviews => _reviews;

    /// <summary>The map of goals, KPIs and links at the end.</summary>
    public KpiMap Map { get; private set; } = null!;

    public void Dispose() => _memory.Dispose();

    public async Task TellAsync()
    {
        await ApplyAsync(SampleCompany.BeginsAt, FirstMonth);
        for (var month = FirstMonth; month <= LastMonth; month++)
        {
            if (month > FirstMonth)
            {
                await ApplyAsync(SampleCompany.Opens(month), month);
            }

            foreach (var (experiment, at) in DemoScript.Looks.Where(l => l.At.Month == month))
            {
                await LookAsync(experiment, at);
            }

            await WatchAsync(SampleCompany.At(month, 16));
            if (month == DemoScript.LateActAt.Month)
            {
                await ActLateAsync();
            }

            await CloseAsync(month);
        }

        Map = await (await LabAsync(SampleCompany.EndsAt, DemoScript.Chair)).MapAsync(cancellation);
    }

    private async Task ApplyAsync(DateTimeOffset at, int month)
    {
        var lab = await LabAsync(at, DemoScript.Chair);
        var validation = await lab.ValidateAsync(cancellation);
        if (!validation.IsValid)
        {
            throw new InvalidInputException(validation.Problems);
        }

        _definitions = validation.Definitions;
        await lab.ApplyAsync(cancellation);
        foreach (var (_, kpi, to, reason) in DemoScript.Steps.Where(s => s.Month == month))
        {
            await lab.MoveAsync(kpi, to, reason, cancellation: cancellation);
        }

        if (month == FirstMonth)
        {
            Tell(at, $"{FigureText.Counted(_definitions.Goals.Count, "goal")}, {FigureText.Counted(_definitions.Kpis.Count, "KPI")} and {FigureText.Counted(_definitions.Links.Count, "link")} applied, {FigureText.Counted(_definitions.Experiments.Count, "experiment")} registered before the first exposure.");
        }
    }

    // A look that the plan allows; where it decides, people do.
    private async Task LookAsync(string experiment, DateTimeOffset at)
    {
        if (!_decided.Contains(experiment))
        {
            var lab = await LabAsync(at, Owner(experiment));
            var analysis = _analyses[experiment] = await lab.AnalyzeAsync(experiment, progress: progress, cancellation: cancellation);
            if (analysis.Recommendation.Advice != ExperimentAdvice.Continue)
            {
                await DecideAsync(lab, analysis);
            }
        }
    }

    private async Task DecideAsync(Lab lab, Analysis analysis)
    {
        _decided.Add(analysis.ExperimentId);
        await lab.DecideExperimentAsync(analysis.ExperimentId, Spelling.Snake(analysis.Recommendation.Advice), DemoScript.Reasons.GetValueOrDefault(analysis.ExperimentId), cancellation);
    }

    // What crossed a threshold is acted on the same day, but for the one that is not.
    private async Task WatchAsync(DateTimeOffset at)
    {
        var lab = await LabAsync(at, DemoScript.Chair);
        foreach (var remark in DemoScript.Remarks.Where(r => r.At == at))
        {
            await (await LabAsync(at, remark.By)).AnnotateAsync(remark.Kpi, remark.Day, remark.Text, cancellation: cancellation);
        }

        var report = await lab.CheckDeviationsAsync(progress, cancellation);
        foreach (var deviation in report.Deviations.Where(d => report.Opened.Contains(d.Id) && d.Id != DemoScript.ActedLate))
        {
            await lab.ActOnDeviationAsync(deviation.Id, deviation.Action, OwnerOf(deviation.Kpi), cancellation: cancellation);
        }
    }

    private async Task ActLateAsync()
    {
        var lab = await LabAsync(DemoScript.LateActAt, OwnerOf(DemoScript.ActedLate.Split('@')[0]));
        await lab.ActOnDeviationAsync(DemoScript.ActedLate, DemoScript.LateAct, cancellation: cancellation);
    }

    private async Task CloseAsync(int month)
    {
        var at = SampleCompany.At(month + 1, 1);
        var lab = await LabAsync(at, DemoScript.Chair);
        _links = await lab.CheckLinksAsync(progress: progress, cancellation: cancellation);
        foreach (var experiment in _definitions.Experiments.Where(e => e.Plan.Ends <= at && !_decided.Contains(e.Id)).OrderBy(e => e.Plan.Starts))
        {
            var own = await LabAsync(at, experiment.Owner!);
            var analysis = _analyses[experiment.Id] = await own.AnalyzeAsync(experiment.Id, progress: progress, cancellation: cancellation);
            if (experiment.Id != DemoScript.Undecided)
            {
                await DecideAsync(own, analysis);
            }
        }

        foreach (var (running, _) in DemoScript.Looks.Where(l => l.At == at))
        {
            await LookAsync(running, at);
        }

        await ReviewAsync(month, month == LastMonth ? SampleCompany.EndsAt : SampleCompany.At(month + 1, 2));
    }

    private async Task ReviewAsync(int month, DateTimeOffset at)
    {
        await WatchAsync(at);
        var lab = await LabAsync(at, DemoScript.Chair);
        var when = Month.Of(new DateOnly(at.Year, month, 1));
        var review = await lab.ReviewAsync(when, progress, cancellation);
        foreach (var question in review.Unanswered)
        {
            review = await (await LabAsync(at, OwnerOf(question.Id[(question.Id.IndexOf(':', StringComparison.Ordinal) + 1)..]))).AnswerReviewAsync(when, question.Id, DemoScript.Answer(question.Id), cancellation);
        }

        foreach (var (_, about, word, reason) in DemoScript.Decisions.Where(d => d.Month == month))
        {
            review = await lab.DecideReviewAsync(when, about, word, reason, cancellation);
        }

        _reviews.Add(review);
        var s = review.Snapshot;
        var words = s.Links.GroupBy(l => l.Word).OrderBy(g => g.Key).Select(g => Invariant($"{g.Count()} {(g.Key is { } word ? LinkWords.Verdict(word).Word : "never checked")}"));
        Tell(at, $"review of {when}: {FigureText.Counted(s.Experiments.Count, "experiment")} ended, links {string.Join(", ", words)}, {FigureText.Counted(s.Triggered, "deviation")}, {FigureText.Counted(s.Findings.Count, "finding")}.");
    }

    private string Owner(string experiment) => _definitions.Experiment(experiment)?.Owner ?? DemoScript.Chair;

    private string OwnerOf(string kpi) => _definitions.Kpis.FirstOrDefault(k => k.Id == kpi)?.Owner ?? DemoScript.StandIn;

    private void Tell(DateTimeOffset at, string sentence) => story?.Report(Invariant($"{at:yyyy-MM-dd} (simulated): {sentence}"));

    // Files first: a lab of a moment sees what was there at it.
    private Task<Lab> LabAsync(DateTimeOffset at, string who)
    {
        Write(at);
        return Lab.OpenAsync(folder, options with { Clock = new StoryClock(at), Actor = who, AsOf = null, Simulated = true, Memory = _memory }, cancellation);
    }

    private DateTimeOffset _writtenAt;

    private void Write(DateTimeOffset at)
    {
        if (at == _writtenAt)
        {
            return;
        }

        _writtenAt = at;
        var files = _company.FilesAt(at);
        if (_written.Count == 0)
        {
            // What an earlier demo wrote and is still to come goes: a definition left over would be applied.
            foreach (var later in _company.FilesAt(SampleCompany.EndsAt))
            {
                _written[later.Path] = "";
            }
        }

        foreach (var gone in _written.Keys.Except(files.Select(f => f.Path), StringComparer.Ordinal).ToList())
        {
            if (Path.Combine(folder, gone) is var path && File.Exists(path))
            {
                File.Delete(path);
            }

            _written.Remove(gone);
        }

        var changed = files.Where(f => !_written.TryGetValue(f.Path, out var old) || old != f.Text).ToList();
        GenerateData.Write(folder, changed, cancellation);
        foreach (var file in changed)
        {
            // An analysis quotes the time of its files: with the story's own time two demos give the same bytes.
            File.SetLastWriteTimeUtc(Path.Combine(folder, file.Path), at.UtcDateTime);
            _written[file.Path] = file.Text;
        }
    }

    /// <summary>A clock that stands still at a moment of the story.</summary>
    private sealed class StoryClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
