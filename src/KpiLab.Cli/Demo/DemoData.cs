using System.Globalization;
using System.Text;
using KpiLab.Statistics;

namespace KpiLab.Cli;

/// <summary>
/// The made-up data of the sample company, the same for the same seed: a checklist that helps, a pricing page whose visitors were partly lost on
/// the way (so that its split is not the planned one), and a mail that brings users back but drives others away.
/// </summary>
internal sealed class DemoData(long seed)
{
    private const int Trials = 12000;
    private const int Visitors = 8000;
    private const int Recipients = 10000;
    private static readonly DateTimeOffset Start = new(2026, 9, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SeededRandom _random = new(seed);
    private readonly StringBuilder _orders = new("user_id,ordered_at,amount\n");

    public IReadOnlyList<(string Path, string Text)> Files()
    {
        var trials = MakeTrials(_random.Stream(1));
        var visits = MakeVisits(_random.Stream(2));
        var recipients = MakeRecipients(_random.Stream(3));
        return [("data/trials.csv", trials), ("data/pricing_visits.csv", visits), ("data/recipients.csv", recipients), ("data/orders.csv", _orders.ToString())];
    }

    private string MakeTrials(SeededRandom random)
    {
        var rows = new StringBuilder("user_id,variant,started_at,platform,sessions_before,activated,tickets\n");
        for (var i = 1; i <= Trials; i++)
        {
            var treated = random.NextBernoulli(0.5);
            var at = When(random);
            var platform = random.NextBernoulli(0.6) ? "web" : random.NextBernoulli(0.5) ? "ios" : "android";
            var interest = random.NextNormal();
            var sessions = random.NextPoisson(Math.Exp(0.8 + (0.6 * interest)));
            var activated = random.NextBernoulli(Logistic(-0.6 + (0.7 * interest) + (treated ? 0.25 : 0)));
            var tickets = random.NextPoisson(0.3);
            rows.Append(CultureInfo.InvariantCulture, $"t{i},{(treated ? "Checklist" : "No checklist")},{Text(at)},{platform},{sessions},{(activated ? 1 : 0)},{tickets}\n");
            Orders(random, Invariant($"t{i}"), at, activated ? 0.35 : 0.08);
        }

        return rows.ToString();
    }

    // One in eight visitors of the new page is lost by a redirect before the visit is logged.
    private string MakeVisits(SeededRandom random)
    {
        var rows = new StringBuilder("user_id,page,seen_at\n");
        for (var i = 1; i <= Visitors; i++)
        {
            var treated = random.NextBernoulli(0.5);
            if (treated && random.NextBernoulli(0.125))
            {
                continue;
            }

            var at = When(random);
            rows.Append(CultureInfo.InvariantCulture, $"p{i},{(treated ? "three_plans" : "five_plans")},{Text(at)}\n");
            Orders(random, Invariant($"p{i}"), at, treated ? 0.13 : 0.115);
        }

        return rows.ToString();
    }

    private static string MakeRecipients(SeededRandom random)
    {
        var rows = new StringBuilder("user_id,mail,sent_at,returned,unsubscribed\n");
        for (var i = 1; i <= Recipients; i++)
        {
            var treated = random.NextBernoulli(0.5);
            var returned = random.NextBernoulli(treated ? 0.345 : 0.31);
            var unsubscribed = random.NextBernoulli(treated ? 0.045 : 0.02);
            rows.Append(CultureInfo.InvariantCulture, $"r{i},{(treated ? "daily" : "weekly")},{Text(When(random))},{(returned ? 1 : 0)},{(unsubscribed ? 1 : 0)}\n");
        }

        return rows.ToString();
    }

    private void Orders(SeededRandom random, string user, DateTimeOffset exposed, double probability)
    {
        if (!random.NextBernoulli(probability))
        {
            return;
        }

        for (var n = 1 + random.NextPoisson(0.4); n > 0; n--)
        {
            var at = exposed + TimeSpan.FromMinutes(1 + random.NextInt(20 * 24 * 60));
            var amount = Math.Round(Math.Exp(3.4 + (0.5 * random.NextNormal())), 2);
            _orders.Append(CultureInfo.InvariantCulture, $"{user},{Text(at)},{amount:0.00}\n");
        }
    }

    private static DateTimeOffset When(SeededRandom random) => Start + TimeSpan.FromMinutes(random.NextInt(27 * 24 * 60));

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
