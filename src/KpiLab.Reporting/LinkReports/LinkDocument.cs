using System.Globalization;
using KpiLab.Core;

namespace KpiLab.Reporting;

/// <summary>Checked links as readers see them.</summary>
public static class LinkDocument
{
    private const string Legend = "Effect: standard deviations of the outcome's own movement per standard deviation of the lead, ± half of its 95 % interval. p is corrected for all links of the workspace. "
        + "Skill: squared forecast error saved out of sample.";

    /// <summary>One link: the word, why, the ladder of checks, what speaks against it, what would change it, and when to look again.</summary>
    public static Document ToDocument(this LinkReport report) => new([.. Blocks(report, 1)]);

    /// <summary>Several links: a table over them, then each that needs attention in a sentence.</summary>
    public static Document ToDocument(this IReadOnlyList<LinkReport> reports)
    {
        if (reports is [var only])
        {
            return only.ToDocument();
        }

        var blocks = new List<Block> { new Heading(1, "Do the leading indicators still predict?"), new Grid(reports.ToOverview()), new Paragraph(Legend) };
        foreach (var report in reports.OrderBy(r => Order(r.Word)))
        {
            blocks.Add(new Statement(new Marked(LinkWords.Verdict(report.Word).Mark, $"{report.Link.Id}: {LinkWords.Verdict(report.Word).Word}"), report.Sentence));
        }

        blocks.AddRange(reports.SelectMany(r => r.Findings.Where(f => f.Severity != Severity.Info).Select(f => (Link: r.Link.Id, Finding: f))).Distinct()
            .Select(f => new Statement(EffectWords.Severity(f.Finding.Severity), $"{f.Link}: {f.Finding.Sentence}", f.Finding.Remedy)));
        return new Document(blocks);
    }

    internal static IEnumerable<Block> Blocks(LinkReport report, int level)
    {
        yield return new Heading(level, $"Does {report.Lead.Name} lead {report.Outcome.Name}?");
        yield return new Statement(LinkWords.Verdict(report.Word), report.Sentence);
        yield return new Heading(level + 1, "The checks");
        foreach (var check in report.Verdict.Checks)
        {
            var state = LinkWords.State(check.State);
            yield return new Statement(new Marked(state.Mark, $"{LinkWords.Question(check.Code)} {char.ToUpperInvariant(state.Word[0])}{state.Word[1..]}."), EffectWords.Sentence(check.Sentence));
        }

        foreach (var block in CausalBlocks.Of(report, level + 1))
        {
            yield return block;
        }

        if (report.CounterEvidence.Count > 0)
        {
            yield return new Heading(level + 1, report.Word == LinkWord.Keep ? "What speaks against it" : "What speaks for the link");
            yield return new Bullets(report.CounterEvidence);
        }

        yield return new Heading(level + 1, "What would change the word");
        yield return new Bullets(report.WouldChange);
        yield return new Heading(level + 1, "Memory and record");
        yield return new Facts(Memory(report));
        var findings = report.Findings.OrderByDescending(f => f.Severity).DistinctBy(f => (f.Sentence, f.Remedy)).ToList(); // what holds for lead and outcome alike
        foreach (var finding in findings)
        {
            yield return new Statement(EffectWords.Severity(finding.Severity), finding.Sentence, finding.Remedy.Length == 0 ? null : finding.Remedy);
        }
    }

    internal static List<(string, string)> Memory(LinkReport report)
    {
        var facts = new List<(string, string)>
        {
            ("This check", report.Look switch
            {
                LookKind.First => "the first under this definition",
                LookKind.Verdict => "a full verdict",
                LookKind.Monitoring => $"between two full verdicts; on today's data alone: {LinkWords.Verdict(report.Verdict.Word).Word}",
                _ => "the same data and definition as the check before: no new look",
            }),
            ("Judged together with", report.Family <= 1 ? "nothing else" : FigureText.Counted(report.Family - 1, "other link") + " (Benjamini–Hochberg)"),
            ("Season", report.Season.Sentence),
        };
        if (report.Earlier is { } earlier)
        {
            facts.Add(("Before", $"{LinkWords.Verdict(earlier.Word).Word} on {earlier.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"));
        }

        if (report.Monitor is { } monitor)
        {
            facts.Add(("Monitor", Invariant($"{LinkWords.State(monitor.State).Word}: {monitor.Score:0.00} since {monitor.FrozenOn:yyyy-MM-dd}; watched above {monitor.WatchLevel:0.00}, demoted above {monitor.DemoteLevel:0.00}")));
        }

        facts.Add(("Forecasts", report.Ledger.Sentence));
        if (report.Target is { } target)
        {
            facts.Add(("Target of the outcome", target.Sentence));
        }

        facts.Add(("Next look", LinkOutputs.Day(report.NextLook)));
        facts.Add(("Next full verdict", LinkOutputs.Day(report.NextVerdict)));
        facts.Add(("Definition hash", report.DefinitionHash));
        return facts;
    }

    private static int Order(LinkWord word) => word switch
    {
        LinkWord.Replace => 0,
        LinkWord.Revalidate => 1,
        LinkWord.InsufficientEvidence => 2,
        _ => 3,
    };
}
