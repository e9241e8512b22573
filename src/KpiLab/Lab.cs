using System.Data;
using KpiLab.Core;
using KpiLab.Definitions;
using KpiLab.Statistics;
using KpiLab.Store;

namespace KpiLab;

/// <summary>
/// The facade: every verb of KpiLab on one workspace, asynchronous and cancellable. Holds no lock or open file between calls.
/// </summary>
/// <example><code>
/// var lab = await Lab.OpenAsync("workspace");
/// var analysis = await lab.AnalyzeAsync("onboarding_checklist");
/// </code></example>
public sealed partial class Lab
{
    private readonly Session _session;

    internal Lab(Session session) => _session = session;

    /// <summary>The workspace's folder, absolute.</summary>
    public string Folder => _session.Folder;

    /// <summary>How this lab works.</summary>
    public LabOptions Options => _session.Options;

    /// <summary>Opens a workspace: a folder with definition files, and usually a <c>kpilab.yaml</c>.</summary>
    /// <exception cref="InvalidInputException">The folder does not exist.</exception>
    public static Task<Lab> OpenAsync(string folder, LabOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return Directory.Exists(folder)
            ? Task.FromResult(new Lab(new Session(folder, options ?? new LabOptions())))
            : throw new InvalidInputException("workspace", $"there is no folder {folder}", "name an existing folder, or make one with `kpilab init`");
    }

    /// <summary>A lab without a workspace, for rows at hand.</summary>
    public static Lab InMemory(LabOptions? options = null) => new(new Session(Directory.GetCurrentDirectory(), options ?? new LabOptions()));

    /// <summary>Writes a new workspace with an example to start from; existing files are left alone.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="goals">The smallest set of KPIs (a goal, its outcome, a lead, the link between them, three years of weeks) in place of an experiment.</param>
    /// <param name="clock">The clock that the weeks end by; the machine's when null.</param>
    /// <returns>The files written, relative to the folder.</returns>
    [Verb("init")]
    public static IReadOnlyList<string> Init(string folder, bool goals = false, TimeProvider? clock = null) => InitWorkspace.Run(folder, goals, clock);

    /// <summary>Writes the sample workspace and runs the loop on it under a simulated clock; refuses a folder that holds anything else.</summary>
    /// <param name="folder">Where: an empty folder, one that does not exist yet, or one of an earlier demo, which is refreshed.</param>
    /// <param name="options">How the lab works; the clock is the story's own.</param>
    /// <param name="story">Hears each step in a sentence.</param>
    /// <param name="progress">Hears how far a scan is.</param>
    /// <param name="cancellation">Ends the work.</param>
    [Verb("demo")]
    public static Task<DemoResult> DemoAsync(
        string folder, LabOptions? options = null, IProgress<string>? story = null, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => RunDemo.RunAsync(folder, options ?? new LabOptions(), story, progress, cancellation);

    /// <summary>Writes synthetic data with a documented truth.</summary>
    [Verb("data generate")]
    public static Task<GeneratedData> GenerateAsync(string folder, GenerateOptions? options = null, CancellationToken cancellation = default)
        => Task.Run(() => GenerateData.Run(folder, options ?? new GenerateOptions(), cancellation), cancellation);

    /// <summary>Simulates every method where the truth is known, and counts what it promises: coverage, false positives, power, verdicts of links.</summary>
    [Verb("verify")]
    public static Task<VerifyResult> VerifyAsync(VerifyOptions? options = null, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => Task.Run(() => Verify.Run(options ?? new VerifyOptions(), progress, cancellation), cancellation);

    /// <summary>The predefined KPIs: those of a function, or all.</summary>
    /// <exception cref="InvalidInputException">There is no such function.</exception>
    [Verb("catalogue")]
    public static IReadOnlyList<CatalogueEntry> Catalogue(string? function = null)
        => function is null ? PredefinedKpis.All
            : PredefinedKpis.All.Where(e => e.Functions.Contains(function, StringComparer.OrdinalIgnoreCase)).ToList() is { Count: > 0 } some ? some
            : throw new InvalidInputException("catalogue", $"there is no function {function}", "the functions are " + string.Join(", ", PredefinedKpis.Functions));

    /// <summary>Writes a predefined KPI as a definition of the workspace, with the links to KPIs that are there; nothing is overwritten, and nothing applied.</summary>
    /// <exception cref="InvalidInputException">There is no such KPI, it is defined already, or what it is given is not defined.</exception>
    [Verb("catalogue adopt")]
    public Task<AdoptedKpi> AdoptAsync(string id, Adoption? adoption = null, CancellationToken cancellation = default)
        => Task.Run(() => AdoptKpi.Run(_session, id, adoption ?? new Adoption(), cancellation), cancellation);

    /// <summary>Reads every definition and checks it; all problems at once.</summary>
    [Verb("validate")]
    public Task<ValidationResult> ValidateAsync(CancellationToken cancellation = default) => Task.Run(() => Validate.Run(_session, cancellation), cancellation);

    /// <summary>What <see cref="ApplyAsync"/> would change.</summary>
    [Verb("plan")]
    public Task<DefinitionPlan> PlanAsync(CancellationToken cancellation = default) => PlanChanges.RunAsync(_session, cancellation);

    /// <summary>Stores what changed and registers the terms of every experiment.</summary>
    [Verb("apply")]
    public Task<ApplyReceipt> ApplyAsync(CancellationToken cancellation = default) => ApplyChanges.RunAsync(_session, cancellation);

    /// <summary>All definitions: those of the store, and those of the folder that were never applied.</summary>
    public Task<Registry> RegistryAsync(CancellationToken cancellation = default) => ReadRegistry.RunAsync(_session, cancellation);

    /// <summary>All stored versions of a definition, oldest first.</summary>
    [Verb("kpi history")]
    public Task<IReadOnlyList<StoredDefinition>> HistoryAsync(DefinitionKind kind, string id, CancellationToken cancellation = default)
        => ReadRegistry.HistoryAsync(_session, kind, id, cancellation);

    /// <summary>Registrations and looks of an experiment, oldest first.</summary>
    [Verb("experiment show")]
    public Task<ExperimentRecord> ExperimentRecordAsync(string id, CancellationToken cancellation = default)
        => ReadRegistry.ExperimentAsync(_session, id, cancellation);

    /// <summary>Analyses an experiment by its id, or one defined in a YAML file.</summary>
    /// <exception cref="InvalidInputException">It is not defined, or its data do not fit; every problem found is listed.</exception>
    /// <exception cref="EngineException">The engine or the store failed.</exception>
    [Verb("experiment analyze")]
    public Task<Analysis> AnalyzeAsync(
        string idOrFile, AnalyzeOptions? options = null, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => AnalyzeExperiment.RunAsync(_session, idOrFile, options ?? new AnalyzeOptions(), progress, cancellation);

    /// <summary>An analysis with all that it takes to repeat it: definitions, sufficient statistics, context; no row of the data. It is a look, as <see cref="AnalyzeAsync(string, AnalyzeOptions?, IProgress{ScanProgress}?, CancellationToken)"/> is.</summary>
    /// <exception cref="InvalidInputException">It is not defined, its data do not fit, or its plan needs units one by one.</exception>
    [Verb("experiment export")]
    public Task<AnalysisBundle> BundleAsync(
        string idOrFile, AnalyzeOptions? options = null, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => ExportExperiment.RunAsync(_session, idOrFile, options ?? new AnalyzeOptions(), progress, cancellation);

    /// <summary>Units, detectable effect and power of an experiment's plan, from its own data or from figures in the question. No look at the effect, and nothing is stored.</summary>
    /// <exception cref="InvalidInputException">It is not defined, or something is missing to plan from; every problem found is listed.</exception>
    [Verb("experiment power")]
    public Task<PowerAnswer> PowerAsync(
        string idOrFile, PowerQuestion? question = null, string? dataGlob = null, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => PlanPower.RunAsync(_session, idOrFile, question ?? new PowerQuestion(), dataGlob, progress, cancellation);

    /// <summary>How often the experiment's own tests are significant where nothing is there: its units are assigned anew many times. No look at the effect, and nothing is stored.</summary>
    /// <exception cref="InvalidInputException">It is not defined, or its data do not fit; every problem found is listed.</exception>
    /// <exception cref="EngineException">The engine or the store failed.</exception>
    [Verb("aa")]
    public Task<AaAnalysis> AaAsync(string idOrFile, AaOptions? options = null, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => RunAa.RunAsync(_session, idOrFile, options ?? new AaOptions(), progress, cancellation);

    /// <summary>Analyses files named by a glob, without a definition.</summary>
    [Verb("experiment analyze")]
    public Task<Analysis> AnalyzeAsync(string glob, Experiment experiment, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => AnalyzeRows.FilesAsync(_session, glob, experiment, progress, cancellation);

    /// <summary>Analyses the rows of a reader; they are read once.</summary>
    [Verb("experiment analyze")]
    public Task<Analysis> AnalyzeAsync(IDataReader rows, Experiment experiment, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => AnalyzeRows.RunAsync(_session, AnalyzeRows.Of(rows), experiment, progress, cancellation);

    /// <summary>Analyses the rows of a table.</summary>
    [Verb("experiment analyze")]
    public Task<Analysis> AnalyzeAsync(DataTable rows, Experiment experiment, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => AnalyzeRows.RunAsync(_session, AnalyzeRows.Of(rows), experiment, progress, cancellation);

    /// <summary>Analyses objects; their public properties are the columns.</summary>
    [Verb("experiment analyze")]
    public Task<Analysis> AnalyzeAsync<T>(IEnumerable<T> rows, Experiment experiment, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        where T : notnull
        => AnalyzeRows.RunAsync(_session, AnalyzeRows.Of(rows), experiment, progress, cancellation);

    /// <summary>A KPI by cohort: retention triangle, survival, its value by cohort and period.</summary>
    /// <exception cref="InvalidInputException">It is not defined, or its data do not fit.</exception>
    /// <exception cref="EngineException">The engine failed.</exception>
    [Verb("cohort")]
    public Task<CohortAnalysis> CohortAsync(CohortQuestion question, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => AnalyzeCohorts.RunAsync(_session, question, progress, cancellation);

    /// <summary>A KPI over time, seen from <see cref="LabOptions.AsOf"/> or from now.</summary>
    /// <exception cref="InvalidInputException">It is not defined, or its data do not fit; every problem found is listed.</exception>
    /// <exception cref="EngineException">The engine or the store failed.</exception>
    [Verb("kpi series")]
    public Task<KpiSeries> SeriesAsync(SeriesQuestion question, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => ReadSeries.RunAsync(_session, question, progress, cancellation);

    /// <summary>Records a remark about a KPI at a day, in the journal and the audit trail; its series shows it.</summary>
    /// <param name="kpi">KPI or metric id.</param>
    /// <param name="day">The day that it is about.</param>
    /// <param name="text">The remark.</param>
    /// <param name="newDefinition">From this day on the values follow another definition, whatever the registry knows: the series breaks there, and links use the periods since.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidInputException">There is no such KPI, or the remark is empty.</exception>
    [Verb("kpi annotate")]
    public Task<JournalEntry> AnnotateAsync(string kpi, DateOnly day, string text, bool newDefinition = false, CancellationToken cancellation = default)
        => AnnotateKpi.RunAsync(_session, kpi, day, text, newDefinition, cancellation);

    /// <summary>Moves a KPI a legal step on in its life (candidate → trial → active → paused → retired), with the reason, in the journal and the audit trail.</summary>
    /// <exception cref="InvalidInputException">There is no such KPI, the step is not legal, the reason is empty, or a gate of the workspace is closed.</exception>
    /// <exception cref="JournalConflictException">Somebody else moved it in the meantime.</exception>
    [Verb("kpi trial")]
    [Verb("kpi activate")]
    [Verb("kpi pause")]
    [Verb("kpi retire")]
    public Task<KpiTransition> MoveAsync(string kpi, KpiState to, string reason, string? successor = null, CancellationToken cancellation = default)
        => MoveKpi.RunAsync(_session, kpi, to, reason, successor, cancellation);

    /// <summary>Holds the KPIs and goals to every rule of governance: findings with remedies, scores, the nine-point checklist, the playbook. Stores nothing.</summary>
    [Verb("kpi audit")]
    public Task<GovernanceReport> AuditKpisAsync(AuditQuestion? question = null, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => AuditKpis.RunAsync(_session, question ?? new AuditQuestion(), progress, cancellation);

    /// <summary>Records a person's answer to a point of the checklist that no field decides (achievable, simple, reliable); the audit counts it until it expires or what it is about changes.</summary>
    /// <exception cref="InvalidInputException">There is no such KPI or point, or the reason is empty.</exception>
    [Verb("kpi answer")]
    public Task<PointAnswer> AnswerPointAsync(string kpi, string point, bool yes, string because, CancellationToken cancellation = default)
        => AnswerPoint.RunAsync(_session, kpi, point, yes, because, cancellation);

    /// <summary>Where every KPI stands in its life.</summary>
    public async Task<IReadOnlyDictionary<string, KpiStanding>> StatesAsync(CancellationToken cancellation = default)
        => await ReadStates.RunAsync(_session, await ReadRegistry.RunAsync(_session, cancellation), cancellation);

    /// <summary>The same for a registry that was read already.</summary>
    public Task<IReadOnlyDictionary<string, KpiStanding>> StatesAsync(Registry registry, CancellationToken cancellation = default) => ReadStates.RunAsync(_session, registry, cancellation);

    /// <summary>What happened to a KPI: versions, states, remarks, checks of its links, deviations, reviews, dates; of one whose definition was removed as well.</summary>
    [Verb("kpi show")]
    public Task<KpiTimeline> TimelineAsync(string kpi, CancellationToken cancellation = default) => ReadTimeline.RunAsync(_session, kpi, cancellation);

    /// <summary>A KPI over time, with its own cadence.</summary>
    [Verb("kpi series")]
    public Task<KpiSeries> SeriesAsync(string kpi, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => SeriesAsync(new SeriesQuestion(kpi), progress, cancellation);

    /// <summary>Whether a leading KPI still predicts its outcome: evidence, verdict, and what would change it. Stored, with its memory of earlier looks.</summary>
    /// <exception cref="InvalidInputException">It is not defined, or its data do not fit; every problem found is listed.</exception>
    /// <exception cref="EngineException">The engine or the store failed.</exception>
    [Verb("link check")]
    public async Task<LinkReport> CheckLinkAsync(string id, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => (await CheckLinks.RunAsync(_session, [id], progress, cancellation))[0];

    /// <summary>The same of several links, or of all when none is named; judged as one family either way.</summary>
    [Verb("link check")]
    public Task<IReadOnlyList<LinkReport>> CheckLinksAsync(
        IReadOnlyList<string>? ids = null, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => CheckLinks.RunAsync(_session, ids ?? [], progress, cancellation);

    /// <summary>Whether a KPI's target is realistic by the KPI's own past: interval at its date, history, probability. Undefined where it has no target or no values over time.</summary>
    [Verb("kpi show")]
    public Task<Estimable<TargetRealism>> TargetAsync(string kpi, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => JudgeTarget.RunAsync(_session, kpi, progress, cancellation);

    /// <summary>A link with its stored checks and forecasts.</summary>
    [Verb("link show")]
    public Task<LinkRecord> LinkRecordAsync(string id, CancellationToken cancellation = default) => ShowLink.RunAsync(_session, id, cancellation);

    /// <summary>Goals, the KPIs that serve them, and the links between KPIs, each with what the last stored check said of it. Checks no link, and stores nothing.</summary>
    [Verb("goal tree")]
    [Verb("link list")]
    public async Task<KpiMap> MapAsync(CancellationToken cancellation = default) => await MapAsync(await RegistryAsync(cancellation), cancellation);

    /// <summary>The same for a registry that was read already.</summary>
    [Verb("goal tree")]
    [Verb("link list")]
    public Task<KpiMap> MapAsync(Registry registry, CancellationToken cancellation = default) => ReadMap.RunAsync(_session, registry, cancellation);

    /// <summary>The KPIs at a glance: by goal the few that are public, with value, interval, target and trend, the others behind them. Stores nothing.</summary>
    /// <exception cref="EngineException">The engine or the store failed.</exception>
    [Verb("kpi list")]
    public async Task<KpiDashboard> DashboardAsync(IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => await ReadDashboard.RunAsync(_session, await RegistryAsync(cancellation), progress, cancellation);

    /// <summary>The same for a registry that was read already.</summary>
    [Verb("kpi list")]
    public Task<KpiDashboard> DashboardAsync(Registry registry, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => ReadDashboard.RunAsync(_session, registry, progress, cancellation);

    /// <summary>Tests every other KPI or metric as a lead of an outcome, as one family; none may pass. Stores nothing.</summary>
    /// <exception cref="InvalidInputException">The outcome is not defined, or has no values over time.</exception>
    [Verb("link screen")]
    public Task<LinkScreen> ScreenAsync(ScreenQuestion question, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => ScreenLinks.RunAsync(_session, question, progress, cancellation);

    /// <summary>Screens with lags of 1 to 6 periods of the outcome.</summary>
    [Verb("link screen")]
    public Task<LinkScreen> ScreenAsync(string outcome, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => ScreenAsync(new ScreenQuestion(outcome), progress, cancellation);

    /// <summary>Keep, revalidate, replace or retire: for these KPIs, or for all where none is named. Stores nothing.</summary>
    [Verb("recommend")]
    public Task<KpiRecommendations> RecommendAsync(IReadOnlyList<string> kpis, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => RecommendKpis.RunAsync(_session, kpis, progress, cancellation);

    /// <summary>A word for every KPI.</summary>
    [Verb("recommend")]
    public Task<KpiRecommendations> RecommendAsync(IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default) => RecommendAsync([], progress, cancellation);

    /// <summary>Effects of past experiments: those of <c>past_experiments</c> in kpilab.yaml, and those of the store's complete analyses.</summary>
    public async Task<PastExperiments> PastExperimentsAsync(IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => await ReadPastExperiments.RunAsync(_session, await ReadRegistry.RunAsync(_session, cancellation), progress, cancellation);

    /// <summary>The monthly review: what the month left in the store, kept as a new version where it says something new. The same data give the same review.</summary>
    /// <exception cref="InvalidInputException">The month has not begun, or definitions are wrong.</exception>
    [Verb("review run")]
    public Task<Review> ReviewAsync(Month month, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default) => ReviewAsync(month, [], progress, cancellation);

    /// <summary>The same, with what the review belongs to, such as a budget or a planning round; its quarter is always among them, and what was named once stays.</summary>
    [Verb("review run")]
    public Task<Review> ReviewAsync(Month month, IReadOnlyList<string> tags, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => RunReview.RunAsync(_session, month, tags, progress, cancellation);

    /// <summary>The newest stored review of a month with its answers and decisions.</summary>
    [Verb("review show")]
    public Task<Review> StoredReviewAsync(Month month, CancellationToken cancellation = default) => ReviewJournal.ShowAsync(_session, month, cancellation);

    /// <summary>What the review of one month says that another did not.</summary>
    [Verb("review diff")]
    public async Task<ReviewComparison> CompareReviewsAsync(Month before, Month after, CancellationToken cancellation = default)
        => new(before, after, await ReviewJournal.DiffAsync(_session, before, after, cancellation));

    /// <summary>Answers a question of a review.</summary>
    [Verb("review answer")]
    public Task<Review> AnswerReviewAsync(Month month, string question, string text, CancellationToken cancellation = default)
        => ReviewJournal.AnswerAsync(_session, month, question, text, cancellation);

    /// <summary>Records a decision about a KPI or link at a review; one against the recommendation needs a reason.</summary>
    [Verb("review decide")]
    public Task<Review> DecideReviewAsync(Month month, string about, string word, string? reason = null, CancellationToken cancellation = default)
        => ReviewJournal.DecideAsync(_session, month, about, word, reason, cancellation);

    /// <summary>Records a person's decision about an experiment; one against the recommendation needs a reason.</summary>
    [Verb("experiment decide")]
    public Task<JournalEntry> DecideExperimentAsync(string id, string word, string? reason = null, CancellationToken cancellation = default)
        => DecideExperiment.RunAsync(_session, id, word, reason, cancellation);

    /// <summary>Holds every KPI's values against its thresholds and opens the crossings that are not on record; the same crossing of the same period opens once.</summary>
    [Verb("deviation check")]
    public Task<DeviationReport> CheckDeviationsAsync(IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => TrackDeviations.CheckAsync(_session, progress, cancellation);

    /// <summary>Deviations on record, with the actions taken on them and the execution rate.</summary>
    [Verb("deviation list")]
    public Task<DeviationReport> DeviationsAsync(CancellationToken cancellation = default) => TrackDeviations.ListAsync(_session, cancellation);

    /// <summary>Records what was done about a deviation.</summary>
    /// <param name="id">The deviation.</param>
    /// <param name="what">What was done.</param>
    /// <param name="by">Who did it; null: who records it.</param>
    /// <param name="on">When; null: today.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="InvalidInputException">There is no such deviation, or it is closed.</exception>
    [Verb("deviation act")]
    public Task<Deviation> ActOnDeviationAsync(string id, string what, string? by = null, DateOnly? on = null, CancellationToken cancellation = default)
        => TrackDeviations.ActAsync(_session, id, what, by, on, cancellation);

    /// <summary>Closes a deviation, with a reason.</summary>
    /// <exception cref="InvalidInputException">There is no such deviation, or it is closed.</exception>
    [Verb("deviation close")]
    public Task<Deviation> CloseDeviationAsync(string id, string reason, CancellationToken cancellation = default) => TrackDeviations.CloseAsync(_session, id, reason, cancellation);

    /// <summary>Rows of the audit trail, oldest first.</summary>
    [Verb("audit log")]
    public Task<IReadOnlyList<AuditEntry>> AuditLogAsync(CancellationToken cancellation = default) => Audit.LogAsync(_session, cancellation);

    /// <summary>Checks the audit trail, and against a signed head kept elsewhere when given.</summary>
    [Verb("audit verify")]
    public Task<AuditVerification> VerifyAuditAsync(string? headFile = null, CancellationToken cancellation = default)
        => Audit.VerifyAsync(_session, headFile, cancellation);

    /// <summary>Writes the signed head of the audit trail to a file, to be kept elsewhere.</summary>
    [Verb("audit verify")]
    public Task<AuditHead> ExportAuditHeadAsync(string file, CancellationToken cancellation = default) => Audit.ExportHeadAsync(_session, file, cancellation);

    /// <summary>The store's kind and version, and whether its audit trail, its rows and its file are whole.</summary>
    /// <exception cref="InvalidInputException">There is no store yet.</exception>
    /// <exception cref="EngineException">The store cannot be reached, or its file is damaged.</exception>
    [Verb("doctor")]
    public Task<StoreState> StoreStateAsync(CancellationToken cancellation = default) => Audit.StateAsync(_session, cancellation);

    /// <summary>Writes the workspace's whole store into one file: every row, the audit trail, its signed head. Packed where the name ends in <c>.gz</c>.</summary>
    /// <exception cref="InvalidInputException">There is no store yet.</exception>
    /// <exception cref="EngineException">The store is damaged or cannot be reached, or the file cannot be written.</exception>
    [Verb("export")]
    public Task<ExportReceipt> ExportAsync(string file, CancellationToken cancellation = default) => Transfer.ExportAsync(_session, file, cancellation);

    /// <summary>Brings an exported file into the workspace's empty store, of whatever kind, with the hashes it had; all or nothing.</summary>
    /// <param name="file">Written by <see cref="ExportAsync"/>.</param>
    /// <param name="keyFingerprint">The fingerprint of the key that must have signed it; null accepts any.</param>
    /// <param name="cancellation">Ends the work; nothing was stored then.</param>
    /// <exception cref="InvalidInputException">The file is damaged, its first broken row named, or the store is not empty.</exception>
    [Verb("import")]
    public Task<ImportReceipt> ImportAsync(string file, string? keyFingerprint = null, CancellationToken cancellation = default)
        => Transfer.ImportAsync(_session, file, keyFingerprint, cancellation);
}
