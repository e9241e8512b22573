using System.Globalization;
using System.Text;

namespace KpiLab.Data;

/// <summary><c>planted-truth.md</c>: every truth that the generator put into the data, with its size, written from the numbers that it used.</summary>
internal static class SampleTruth
{
    public static SampleFile File(long seed)
    {
        var text = new StringBuilder();
        text.Append(Invariant($"""
            # Planted truth

            Brightdesk does not exist; its data were made by `kpilab data generate` with seed {seed}. This page lists what was put into them, so that an analysis can be held
            to it. What a sample shows differs from the truth by chance; the sizes below are the generator's own numbers.

            ## trial_onboarding, trial_onboarding_events: a real effect in one segment only

            {SampleOnboarding.Units:N0} trials, half of them with the checklist, {Percent(SampleOnboarding.MobileShare)} on mobile. The same trials in two shapes: one row a trial (`onboarding_units.csv`), and
            exposures with an event log (`onboarding_exposures.csv`, `onboarding_events.csv`). Both give the same numbers.

            | truth | size |
            | --- | --- |
            | activation within {SampleOnboarding.WindowDays} days, desktop | control {Percent(SampleOnboarding.ActivationOnDesktop)}, effect 0 |
            | activation within {SampleOnboarding.WindowDays} days, mobile | control {Percent(SampleOnboarding.ActivationOnMobile)}, effect +{Points(SampleOnboarding.MobileEffect)} |
            | … over all trials | effect +{Points(SampleOnboarding.MobileShare * SampleOnboarding.MobileEffect)} |
            | by country | no difference in the effect; 45 % US, 30 % DE, 25 % GB |
            | tickets per trial (guardrail) | {SampleOnboarding.TicketsPerTrial} in both variants: fine |
            | sessions per trial | {SampleOnboarding.SessionsPerTrial} in both variants |
            | visits before the trial (covariate) | driven by the same interest as activation and sessions: adjusting for it makes the ranges narrower |
            | outside the windows | {Percent(SampleOnboarding.LateShare)} of trials have an activation after {SampleOnboarding.WindowDays} days and a visit more than {SampleOnboarding.WindowDays} days before; neither counts |

            ## pricing_page: a guardrail that is truly hurt

            {SamplePricing.Units:N0} visitors, half of them see the page with annual plans first.

            | truth | size |
            | --- | --- |
            | purchase rate (primary) | {Percent(SamplePricing.BuyControl)} → {Percent(SamplePricing.BuyTreatment)}: truly better |
            | support contacts per visitor (guardrail, margin 10 %) | {SamplePricing.ContactsControl:0.00} → {SamplePricing.ContactsTreatment:0.00}, {Percent((SamplePricing.ContactsTreatment / SamplePricing.ContactsControl) - 1)} worse: far beyond the margin |
            | clicks on a plan per page view | {Percent(SamplePricing.ClickControl)} → {Percent(SamplePricing.ClickTreatment)} |
            | revenue per visitor | follows the purchases; the price of an order is the same in both variants |

            ## checkout_redesign: a sample ratio mismatch

            {SampleCheckout.Units:N0} visits were split in halves. The new page crashes on old devices before the visit is logged.

            | truth | size |
            | --- | --- |
            | old devices | {Percent(SampleCheckout.OldShare)} of visits; {Percent(SampleCheckout.LostShare)} of them are lost in the treatment, which loses {Percent(SampleCheckout.OldShare * SampleCheckout.LostShare)} of its units |
            | completion | {Percent(SampleCheckout.CompletionOnNew)} on new devices, {Percent(SampleCheckout.CompletionOnOld)} on old ones, in both variants: no effect at all |
            | what the lost units do | those who complete least are missing from the treatment, so that it looks {Points(SpuriousEffect())} better than it is |

            ## data/experiments: smaller experiments, one row a unit

            | experiment | units | column | true means | what comes of it |
            | --- | --- | --- | --- | --- |
            {Experiments()}

            Amounts are lognormal. A unit that sees another variant does so a day later.

            ## weekly_kpis.csv: {SampleWeeks.Before + SampleWeeks.Weeks} weeks of {SampleWeeks.Series.Count} KPIs from {SampleText.Day(SampleWeeks.FirstWeek)}

            Every KPI is a level, plus its own movement (first-order autoregression), trend, season, what other KPIs add to it, and a measurement error of {SampleWeeks.MeasurementError}
            standard deviations, which the columns ending in `_se` hold. Sizes are standard deviations of the follower's own movement per standard deviation of the lead.

            | link | truth |
            | --- | --- |
            {Links()}

            | week of | KPI | what happened, in standard deviations |
            | --- | --- | --- |
            {Events()}

            ## past_experiments.csv: {SamplePastExperiments.Experiments} experiments, three effects each

            Its names are those of the teams; `kpilab.yaml` says which KPIs they are (`past_experiments.kpis`).

            | truth | size |
            | --- | --- |
            | effect on paid_after_90_days per effect on activation_within_14_days | {SamplePastExperiments.Slope}, plus a part of its own of sd {SamplePastExperiments.OutcomeOwnSd} |
            | effects on activation_within_14_days | normal, mean 0, sd {SamplePastExperiments.ActivationEffectSd} |
            | effects on sessions_per_trial | normal, mean 0, sd {SamplePastExperiments.SessionsEffectSd:0.00} |
            | effect on paid_after_90_days per effect on sessions_per_trial | 0: a busy KPI that stands in for nothing |
            | measurement errors | independent over experiments, with the sizes in the column standard_error; within one they correlate as units do: activation with paid {SamplePastExperiments.ActivationWithPaid}, sessions with paid {SamplePastExperiments.SessionsWithPaid}, sessions with activation {SamplePastExperiments.SessionsWithActivation} |

            So activation_leads_conversion deserves grade C, and sessions_lead_conversion does not, although both predict: weeks with busy trials are weeks with keen ones.

            ## tour_trials.csv: {SampleTrials.Units:N0} trials of an earlier experiment, one row each

            | truth | size |
            | --- | --- |
            | activated | {Percent(SampleTrials.Activation)}, with the tour +{Points(SampleTrials.TourEffect)} |
            | paid within 90 days | {Percent(SampleTrials.PaidWithoutActivation)}, and {Points(SampleTrials.PaidByActivation)} more for an activated trial: the tour has no other way to it |
            | sessions | {SampleTrials.SessionsPerTrial} in both variants; they cause nothing |
            | keenness, not recorded | raises all three, so that busy trials pay more often |

            ## What a review at the end must find

            `planted-troubles.json` lists it: everything that is wrong with this company and still open, with the place of the review that tells it.

            """).ReplaceLineEndings("\n"));
        return new SampleFile("planted-truth.md", text.ToString());
    }

    private static string Links()
    {
        (string Id, string Truth)[] links =
        [
            ("activation_leads_paid", Live("trial_activation_rate", "new_paid_subscriptions")),
            ("leads_lead_bookings", Live("qualified_leads", "new_bookings")),
            ("response_leads_satisfaction", Live("first_response_hours", "customer_satisfaction")),
            ("webinars_lead_demos", Changed("webinar_signups", "demo_requests", "died")),
            ("calls_lead_expansion", Changed("onboarding_calls", "expansion_revenue", "inverted")),
            ("newsletter_leads_visits", Only("newsletter_opens", "site_visits", "only seasonal", s => Invariant($"the same yearly season of amplitude {s.Season}, {Series("site_visits").SeasonWeek - s.SeasonWeek} weeks apart"))),
            ("docs_lead_accounts", Only("documentation_pages", "active_accounts", "only trending", s => Invariant($"the same trend of {s.TrendPerYear} standard deviations a year"))),
            ("searches_lead_trials", CommonCause()),
            ("posts_lead_referrals", Only("community_posts", "referrals", "none", _ => "nothing in common")),
            ("activation_leads_conversion", Live("trial_activation_rate", "trial_conversion_rate")),
            ("sessions_lead_conversion", Live("trial_sessions", "trial_conversion_rate").Replace("live:", "live, and no cause:", StringComparison.Ordinal).Replace(" moves ", " goes before ", StringComparison.Ordinal)),
            ("assistant_leads_promoters", TooYoung("assistant_sessions", "net_promoter_score")),
        ];
        return string.Join('\n', links.Select(l => $"| {l.Id} | {l.Truth} |"));
    }

    private static string Experiments() => string.Join('\n', SampleExperiments.All.Select(e => Invariant(
        $"| {e.Id} | {e.Units:N0} | {e.Column} | {string.Join(", ", e.Levels.Select(l => $"{l.Variant} {(e.Outcome == SampleOutcome.Share ? Percent(l.Mean) : l.Mean.ToString(CultureInfo.InvariantCulture))}"))} | {e.What}{(e.SeenTwice > 0 ? $" ({Percent(e.SeenTwice)} of them)" : "")} |")));

    private static string Events() => string.Join('\n', SampleWeeks.Events.Select(e => $"| {SampleText.Day(SampleWeeks.Monday(e.Week))} | {e.Kpi} | {e.What}: {Signed(e.Size)} |"));

    private static string Live(string from, string to)
    {
        var driver = Driver(from, to);
        return Invariant($"live: {from} moves {to} by {Signed(driver.Effect)} after {driver.LagWeeks} weeks");
    }

    private static string Changed(string from, string to, string how)
    {
        var driver = Driver(from, to);
        return Invariant($"{how}: {from} moves {to} by {Signed(driver.Effect)} after {driver.LagWeeks} weeks, and from {SampleText.Day(SampleWeeks.Monday(driver.ChangesInWeek!.Value))} on by {Signed(driver.Later)}");
    }

    private static string TooYoung(string from, string to)
    {
        var (driver, lead) = (Driver(from, to), Series(from));
        return Invariant($"needs more data: {from} moves {to} by {Signed(driver.Later)} after {driver.LagWeeks} weeks, but was first counted in the week of {SampleText.Day(SampleWeeks.Monday(lead.StartsInWeek!.Value))}: {SampleWeeks.Weeks - lead.StartsInWeek} weeks are too few to tell");
    }

    private static string Only(string from, string to, string what, Func<SampleSeries, string> shared) => $"{what}: {from} does not move {to}; they have {shared(Series(from))}";

    private static string CommonCause()
    {
        var searches = Driver("marketing_spend", "brand_searches");
        var trials = Driver("marketing_spend", "trial_signups");
        return Invariant($"common cause: marketing_spend moves brand_searches by {Signed(searches.Effect)} after {searches.LagWeeks} week and trial_signups by {Signed(trials.Effect)} after {trials.LagWeeks} weeks; brand_searches itself moves nothing");
    }

    private static SampleDriver Driver(string from, string to) => SampleWeeks.Drivers.Single(d => d.From == from && d.To == to);

    private static SampleSeries Series(string id) => SampleWeeks.Series.Single(s => s.Id == id);

    private static double SpuriousEffect()
    {
        const double kept = SampleCheckout.OldShare * (1 - SampleCheckout.LostShare);
        const double share = 1 - SampleCheckout.OldShare;
        const double all = (share * SampleCheckout.CompletionOnNew) + (SampleCheckout.OldShare * SampleCheckout.CompletionOnOld);
        return (((share * SampleCheckout.CompletionOnNew) + (kept * SampleCheckout.CompletionOnOld)) / (share + kept)) - all;
    }

    private static string Signed(double value) => value.ToString("+0.0;−0.0;0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private static string Points(double difference) => (100 * difference).ToString("0.0", CultureInfo.InvariantCulture) + " pp";
}
