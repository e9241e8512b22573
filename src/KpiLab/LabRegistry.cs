using KpiLab.Core;

namespace KpiLab;

/// <content>Verbs that read the registry, and the calculators.</content>
public sealed partial class Lab
{
    /// <summary>The KPIs, and where each stands in its life.</summary>
    [Verb("kpi list")]
    public async Task<KpiList> KpisAsync(CancellationToken cancellation = default)
    {
        var registry = await RegistryAsync(cancellation);
        return new KpiList(registry.Definitions.Kpis, await StatesAsync(registry, cancellation));
    }

    /// <summary>A KPI or metric with what happened to it, and whether its target is realistic; of a KPI that was removed the last definition.</summary>
    /// <exception cref="InvalidInputException">There is none of this name.</exception>
    [Verb("kpi show")]
    public async Task<KpiDetails> KpiAsync(string id, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => await KpiAsync(await RegistryAsync(cancellation), id, progress, cancellation);

    /// <summary>The same for a registry that was read already.</summary>
    [Verb("kpi show")]
    public Task<KpiDetails> KpiAsync(Registry registry, string id, IProgress<ScanProgress>? progress = null, CancellationToken cancellation = default)
        => ShowKpi.RunAsync(_session, registry, id, progress, cancellation);

    /// <summary>The experiments, as defined.</summary>
    [Verb("experiment list")]
    public async Task<IReadOnlyList<ExperimentDefinition>> ExperimentsAsync(CancellationToken cancellation = default) => (await RegistryAsync(cancellation)).Definitions.Experiments;

    /// <summary>Asks a calculator, with the field names of <c>kpilab calc --list</c>.</summary>
    /// <param name="method">The calculator, such as <c>welch_t_test</c>.</param>
    /// <param name="inputs">An object whose properties are the inputs, spelled as the calculator spells them; or a JSON object.</param>
    /// <param name="cancellation">Ends the work.</param>
    [Verb("calc")]
    public static Task<CalcResult> CalcAsync(string method, object inputs, CancellationToken cancellation = default)
        => Task.Run(() => AnswerCalc.Run(method, inputs, cancellation), cancellation);

    /// <summary>Answers a request of <c>kpilab calc</c>, or an array of them in the same order, as JSON.</summary>
    /// <exception cref="InvalidInputException">The text is not JSON.</exception>
    [Verb("calc")]
    public static Task<IReadOnlyList<CalcResult>> CalcAsync(string requests, CancellationToken cancellation = default)
        => Task.Run(() => AnswerCalc.Run(requests, cancellation), cancellation);
}
