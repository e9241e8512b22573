using KpiLab.Core;
using KpiLab.Data;

namespace KpiLab.Tests;

/// <summary>The planted links of twenty sample companies: how often each kind gets which word, all links of a company judged as one family.</summary>
public sealed class LinkSeedsTests : IDisposable
{
    private const int Seeds = 20;
    private static readonly string[] Living = ["activation_leads_paid", "leads_lead_bookings", "response_leads_satisfaction"];
    private static readonly string[] Never = ["newsletter_leads_visits", "docs_lead_accounts", "searches_lead_trials", "posts_lead_referrals"];
    private readonly string _folder = Directory.CreateTempSubdirectory("kpilab-seeds-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Over_twenty_seeds_every_kind_of_link_gets_its_word_at_the_stated_rate()
    {
        var words = new Dictionary<string, List<LinkWord>>(StringComparer.Ordinal);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            foreach (var file in SampleCompany.Files(seed).Where(f => f.Path.EndsWith(".yaml", StringComparison.Ordinal) || f.Path is "data/weekly_kpis.csv" or "data/past_experiments.csv" or "data/tour_trials.csv"))
            {
                var path = Path.Combine(_folder, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, file.Text, TestContext.Current.CancellationToken);
            }

            var lab = await Lab.OpenAsync(_folder, new LabOptions(AsOf: new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero)));
            foreach (var report in await lab.CheckLinksAsync(cancellation: TestContext.Current.CancellationToken))
            {
                (words.TryGetValue(report.Link.Id, out var list) ? list : words[report.Link.Id] = []).Add(report.Word);
            }
        }

        int Count(IEnumerable<string> links, LinkWord word) => links.Sum(l => words[l].Count(w => w == word));

        // Strength .7 over 182 weeks, measured with error, in a family of nine: nine of ten are kept, and next to none is replaced.
        Assert.InRange(Count(Living, LinkWord.Keep), 54, 60);
        Assert.InRange(Count(Living, LinkWord.Replace), 0, 2);

        // Without a lead: one of twenty is kept (four of eighty, and three Monte Carlo errors of 1.9), and most are shown to be absent.
        Assert.InRange(Count(Never, LinkWord.Keep), 0, 9);
        Assert.InRange(Count(Never, LinkWord.Replace), 40, 80);

        // The frontier for a link that died at 55 % of 156 weeks is 17 % kept (issue 5); here it is 53 % of 182.
        Assert.InRange(Count(["webinars_lead_demos"], LinkWord.Keep), 0, 6);
        Assert.InRange(Count(["calls_lead_expansion"], LinkWord.Keep), 0, 1);
        Assert.Equal(Seeds, Count(["assistant_leads_promoters"], LinkWord.InsufficientEvidence));
    }
}
