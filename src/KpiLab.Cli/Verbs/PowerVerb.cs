using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using KpiLab.Core;
using KpiLab.Reporting;

namespace KpiLab.Cli;

/// <summary><c>experiment power [ID or FILE]</c></summary>
internal static class PowerVerb
{
    public static Command Build(Globals globals, Verb verb)
    {
        var experiment = new Argument<string>("ID or FILE")
        {
            Description = "An experiment of the workspace, or a YAML file that defines one. Left out: the workspace's only experiment.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var baseline = Number("--baseline", "Mean of a unit's value without treatment, in place of the data's.");
        var deviation = Number("--sd", "Standard deviation of a unit's value, beside --baseline.");
        var rate = Number("--rate", "For a KPI that is a share of units: the share without treatment, such as 0.12 or 12%.");
        var explained = Number("--explained", "Share of the variance that covariates explain (ρ²), in place of what is measured.");
        var icc = Number("--icc", "Where clusters of units are randomised: correlation of two units of a cluster, beside --cluster-size; else as measured.");
        var clusterSize = Number("--cluster-size", "Mean units of a cluster, beside --icc.");
        var traffic = Number("--traffic-per-day", "Units a day of all variants, in place of what is observed.");
        var effect = new Option<EffectSize?>("--effect")
        {
            Description = "The effect to find, in place of the hypothesis's: 2% of the control mean, 2pp, or with --absolute a number in the KPI's own unit.",
            HelpName = "SIZE",
            CustomParser = ParseEffect,
        };
        var absolute = new Option<bool>("--absolute") { Description = "The number of --effect is in the KPI's own unit." };
        var units = new Option<long?>("--units") { Description = "Units of all variants, in place of the plan's.", HelpName = "N" };
        var power = Number("--power", "The power asked for, in place of the plan's (else 0.8).");
        var simulate = new Option<bool>("--simulate") { Description = "Also simulate the whole design, on the data's own units where there are data; see --seed." };
        var runs = new Option<int?>("--runs") { Description = "Simulated experiments (10000).", HelpName = "N" };
        var data = new Option<string?>("--data") { Description = "Read the exposures from these files instead of the source's own.", HelpName = "GLOB" };
        var html = new Option<string?>("--html") { Description = "Also write the answer with its curve as one self-contained HTML file.", HelpName = "FILE" };
        var command = verb.Make(experiment, effect, absolute, units, power, baseline, deviation, rate, explained, icc, clusterSize, traffic, simulate, runs, data, html, globals.Format);
        globals.OnRun(command, request => RunAsync(
            request,
            request.Value(experiment),
            new PowerQuestion
            {
                Baseline = request.Value(baseline),
                StandardDeviation = request.Value(deviation),
                Rate = request.Value(rate),
                Explained = request.Value(explained),
                Icc = request.Value(icc),
                ClusterSize = request.Value(clusterSize),
                UnitsPerDay = request.Value(traffic),
                MinimumEffect = Settled(request.Value(effect), request.Value(absolute)),
                Units = request.Value(units),
                Power = request.Value(power),
                Simulate = request.Value(simulate) || request.Value(runs) is not null,
                Runs = request.Value(runs) ?? new PowerQuestion().Runs,
            },
            request.Value(data),
            request.Value(html)));
        return command;
    }

    private static async Task<int> RunAsync(Request request, string? idOrFile, PowerQuestion question, string? data, string? html)
    {
        var isFile = idOrFile is not null && AnalyzeVerb.IsFile(idOrFile);
        var lab = await request.OpenLabAsync(isFile ? request.PathOf(idOrFile!) : null);
        var subject = isFile ? request.PathOf(idOrFile!) : idOrFile ?? await AnalyzeVerb.OnlyExperimentAsync(lab, request.Cancellation);
        PowerAnswer answer;
        using (var progress = request.Progress())
        {
            answer = await lab.PowerAsync(subject, question, data is null ? null : request.PathOf(data), progress, request.Cancellation);
        }

        if (html is not null)
        {
            AnalyzeVerb.WriteWhole(request.PathOf(html), PowerReport.Render(answer));
        }

        request.Print(answer.ToDocument, answer.ToJson, answer.ToCsv);
        return ExitCode.Done;
    }

    // A number alone is read as in a definition: a fraction of the control mean, unless it is said to be absolute.
    private static EffectSize? Settled(EffectSize? effect, bool absolute) => effect switch
    {
        { IsRelative: true, Value: >= 1 } plain when !absolute => throw new InvalidInputException(
            "--effect", Invariant($"{plain.Value} is read as a fraction of the control mean, {plain.Value * 100} % of it"), Invariant($"write {plain.Value}% for a relative effect, or add --absolute for {plain.Value} in the KPI's own unit")),
        { } size when absolute => size with { IsRelative = false },
        _ => effect,
    };

    private static Option<double?> Number(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = r => TryNumber(r.Tokens[0].Value, out var value) ? value : Refuse<double?>(r, "a number such as 0.12 or 12%"),
    };

    private static EffectSize? ParseEffect(ArgumentResult result)
    {
        var text = result.Tokens[0].Value.Trim();
        var points = text.EndsWith("pp", StringComparison.OrdinalIgnoreCase);
        return TryNumber(points ? text[..^2] + "%" : text, out var value) ? new EffectSize(value, !points) : Refuse<EffectSize?>(result, "a size such as 2% or 2pp");
    }

    private static bool TryNumber(string text, out double value)
    {
        var percent = text.EndsWith('%');
        var read = double.TryParse(percent ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        value = percent ? value / 100 : value;
        return read;
    }

    private static T? Refuse<T>(ArgumentResult result, string wanted)
    {
        result.AddError($"{((OptionResult)result.Parent!).Option.Name}: '{result.Tokens[0].Value}' is not {wanted}");
        return default;
    }
}
