using System.Text.Json.Nodes;
using KpiLab.Statistics;

namespace KpiLab.Core.Tests;

/// <summary>Links over time: what a check remembers, and what may change its word.</summary>
public sealed class LinkCheckerTests
{
    [Fact]
    public void A_living_link_is_kept_at_its_first_check_with_a_monitor_and_dates()
    {
        var report = Check(LinkHistoryWorld.Case(LinkHistoryWorld.Values(1, 110, 0.7), 104));

        Assert.Equal((LinkWord.Keep, LookKind.First, true), (report.Word, report.Look, report.Predictive));
        Assert.InRange(report.Strength.Value.Lag, 1, 3);
        Assert.Equal(0.7, report.Strength.Value.Effect, 0.35);
        Assert.Equal(MonitorState.Quiet, report.Monitor!.State);
        Assert.Equal(LinkHistoryWorld.First.AddMonths(104), report.Monitor.FrozenOn);
        Assert.Equal(LinkHistoryWorld.First.AddMonths(105), report.NextLook);
        Assert.Equal(LinkHistoryWorld.First.AddMonths(116), report.NextVerdict);
        Assert.Equal(12, report.Season.Periods);
        Assert.Contains("still leads", report.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Examinations_that_were_made_before_are_told_again_and_never_for_other_values_or_thresholds()
    {
        var made = new LinkExaminations();
        var (living, other) = (LinkHistoryWorld.Case(LinkHistoryWorld.Values(1, 110, 0.7), 104), LinkHistoryWorld.Case(LinkHistoryWorld.Values(2, 110, 0.7), 104));
        var strict = LinkSettings.Default with { Lead = new LeadSettings { SmallestEffect = 0.3, RecentZ = 1000, RecentZWithBreak = 1000 } };
        foreach (var (link, settings) in new[] { (living, LinkSettings.Default), (other, LinkSettings.Default), (living, strict), (living, LinkSettings.Default) })
        {
            var (alone, shared) = (LinkChecker.Check([link], settings)[0], LinkChecker.Check([link], settings, made)[0]);
            Assert.Equal((alone.Word, alone.Sentence, alone.Memory.InputHash), (shared.Word, shared.Sentence, shared.Memory.InputHash));
            Assert.Equal(alone.Verdict.Evidence.Value.Backtest.Value.Skill, shared.Verdict.Evidence.Value.Backtest.Value.Skill);
        }

        Assert.Same(LinkChecker.Check([living], LinkSettings.Default, made)[0].Verdict.Evidence.Value, LinkChecker.Check([living], LinkSettings.Default, made)[0].Verdict.Evidence.Value);
    }

    [Fact]
    public void Between_full_verdicts_a_failing_examination_changes_nothing()
    {
        // A threshold that nothing passes: every examination after the first fails.
        var world = LinkHistoryWorld.Values(1, 130, 0.7);
        var kept = Check(LinkHistoryWorld.Case(world, 104));
        var strict = LinkSettings.Default with { Lead = new LeadSettings { RecentZ = 1000, RecentZWithBreak = 1000 } };
        for (var months = 105; months < 116; months++)
        {
            var report = LinkChecker.Check([LinkHistoryWorld.Case(world, months, kept.Memory)], strict)[0];
            Assert.Equal((LinkWord.Keep, LookKind.Monitoring, LinkWord.Revalidate), (report.Word, report.Look, report.Verdict.Word));
            Assert.Contains("today's data alone", report.Sentence, StringComparison.Ordinal);
        }

        var full = LinkChecker.Check([LinkHistoryWorld.Case(world, 116, kept.Memory)], strict)[0];
        Assert.Equal((LinkWord.Revalidate, LookKind.Verdict), (full.Word, full.Look));
        Assert.Contains(full.Findings, f => f.Code == "link-demoted");
        Assert.Null(full.Memory.Monitor);
    }

    [Fact]
    public void A_link_that_dies_after_its_keep_is_noticed_by_the_monitor_and_not_kept_again_at_once()
    {
        var noticed = 0;
        for (var seed = 1; seed <= 10; seed++)
        {
            var world = LinkHistoryWorld.Values(seed, 132, 0.9, dies: 104);
            var replay = LinkHistoryWorld.Replay(world, 104, 128);
            if (replay[0].Word != LinkWord.Keep)
            {
                continue;
            }

            var lost = replay.FindIndex(r => r.Word != LinkWord.Keep);
            if (lost > 0)
            {
                noticed++;
                Assert.All(replay.Skip(lost).Take(11), r => Assert.NotEqual(LinkWord.Keep, r.Word));
                Assert.Contains(replay[lost].Findings, f => f.Code is "link-demoted" or "link-lost");
            }
        }

        // The share noticed within 24 looks is 85 % by the measurement.
        Assert.InRange(noticed, 5, 10);
    }

    [Fact]
    public void A_link_that_is_not_kept_is_judged_again_every_six_looks_and_more_strictly()
    {
        var world = LinkHistoryWorld.Values(1, 130, 0.7);
        var strict = LinkSettings.Default with { Lead = new LeadSettings { RecentZ = 1000, RecentZWithBreak = 1000 } };
        var missed = LinkChecker.Check([LinkHistoryWorld.Case(world, 104)], strict)[0];
        Assert.NotEqual(LinkWord.Keep, missed.Word);
        for (var months = 105; months < 110; months++)
        {
            Assert.Equal(LookKind.Monitoring, LinkChecker.Check([LinkHistoryWorld.Case(world, months, missed.Memory)], LinkSettings.Default)[0].Look);
        }

        var again = LinkChecker.Check([LinkHistoryWorld.Case(world, 110, missed.Memory)], LinkSettings.Default)[0];
        Assert.Equal((LinkWord.Keep, LookKind.Verdict), (again.Word, again.Look));
        Assert.Contains("0.01 is the limit", again.Verdict.Checks.Single(c => c.Code == "window").Sentence, StringComparison.Ordinal);
        Assert.Contains(again.Verdict.Evidence.Value.Break is null ? "2.325 is the limit" : "since then", again.Verdict.Checks.Single(c => c.Code == "alive").Sentence, StringComparison.Ordinal);

        // A kept link's own full verdict keeps the limits of the first.
        var kept = LinkChecker.Check([LinkHistoryWorld.Case(world, 104)], LinkSettings.Default)[0];
        Assert.Contains("0.05 is the limit", LinkChecker.Check([LinkHistoryWorld.Case(world, 116, kept.Memory)], LinkSettings.Default)[0].Verdict.Checks.Single(c => c.Code == "window").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_living_strong_link_stays_kept_over_two_years_of_looks()
    {
        var demoted = Enumerable.Range(1, 8).Count(seed => LinkHistoryWorld.Replay(LinkHistoryWorld.Values(100 + seed, 130, 0.8), 104, 128) is var r && r[0].Word == LinkWord.Keep && r.Exists(l => l.Word != LinkWord.Keep));
        Assert.InRange(demoted, 0, 2);
    }

    [Fact]
    public void The_same_data_and_definition_are_not_a_new_look()
    {
        var world = LinkHistoryWorld.Values(1, 110, 0.7);
        var first = Check(LinkHistoryWorld.Case(world, 104));
        var again = Check(LinkHistoryWorld.Case(world, 104, first.Memory, ledger: first.Ledger));

        Assert.Equal(LookKind.Repeated, again.Look);
        Assert.Equal(first.Memory.InputHash, again.Memory.InputHash);
        Assert.Equal((first.Word, first.Sentence, first.NextVerdict), (again.Word, again.Sentence, again.NextVerdict));
        Assert.Empty(again.Ledger.NewForecasts.Except(first.Ledger.NewForecasts));
    }

    [Fact]
    public void A_changed_definition_restarts_the_memory_and_says_so()
    {
        var world = LinkHistoryWorld.Values(1, 120, 0.7);
        var first = Check(LinkHistoryWorld.Case(world, 104));
        var changed = Check(LinkHistoryWorld.Case(world, 106, first.Memory, hash: "another"));

        Assert.Equal(LookKind.First, changed.Look);
        Assert.Null(changed.Earlier);
        Assert.Contains(changed.Findings, f => f.Code == "memory-restarted");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(60)]
    public void A_definition_that_was_changed_after_the_freeze_ends_the_monitor_and_brings_a_full_verdict(int since)
    {
        var world = LinkHistoryWorld.Values(1, 120, 0.7);
        var first = Check(LinkHistoryWorld.Case(world, 104));
        Assert.Equal(LinkWord.Keep, first.Word);
        LinkReport After(int months, LinkMemory memory)
        {
            var whole = LinkHistoryWorld.Case(world, months, memory);
            var outcome = whole.Outcome with { Changes = [new SeriesChange(LinkHistoryWorld.First.AddMonths(106 - since), "another ledger", "n")] };
            return Check(whole with { Outcome = outcome, Series = SeriesAlignment.Align(whole.Link, outcome, whole.Lead, []) });
        }

        var cut = After(106, first.Memory);
        Assert.Equal(LookKind.Verdict, cut.Look);
        Assert.Contains("judged anew", cut.Findings.Single(f => f.Code == "monitor-lost").Sentence, StringComparison.Ordinal);
        Assert.Equal(cut.Verdict.Word, cut.Word);

        // The periods since are the link's now: where they are too few, every look is a whole one; else its own monitor goes on.
        var next = After(107, cut.Memory);
        Assert.Equal(cut.Verdict.Word == LinkWord.InsufficientEvidence ? LookKind.Verdict : LookKind.Monitoring, next.Look);
        Assert.DoesNotContain(next.Findings, f => f.Code == "monitor-lost");
        Assert.Equal(since == 10, cut.Word == LinkWord.InsufficientEvidence);
    }

    [Fact]
    public void Asking_more_often_is_not_looking_more_often()
    {
        // Looks of three months: between them the monitor's state is that of the last look.
        var world = LinkHistoryWorld.Values(3, 140, 0.9, dies: 104);
        var settings = LinkSettings.Default with { Looks = new LinkLooks(PeriodsPerLook: 3) };
        var kept = LinkChecker.Check([LinkHistoryWorld.Case(world, 104)], settings)[0];
        Assert.Equal(LinkWord.Keep, kept.Word);
        var states = Enumerable.Range(105, 9).Select(m => LinkChecker.Check([LinkHistoryWorld.Case(world, m, kept.Memory)], settings)[0].Monitor!.State).ToList();
        Assert.Equal(MonitorState.Quiet, states[0]);
        Assert.Equal(states[2], states[3]);
        Assert.Equal(states[2], states[4]);
        Assert.Equal(states[5], states[6]);
    }

    [Fact]
    public void The_memory_comes_back_from_its_json_as_it_was()
    {
        var memory = Check(LinkHistoryWorld.Case(LinkHistoryWorld.Values(1, 110, 0.7), 104)).Memory;
        Assert.NotNull(memory.Monitor);
        Assert.Equal(memory, LinkMemory.Of(JsonNode.Parse(memory.ToJson().ToJsonString())!.AsObject()));
        var empty = memory with { Monitor = null, VerdictPeriod = null, KeepFrom = new DateOnly(2027, 1, 1) };
        Assert.Equal(empty, LinkMemory.Of(JsonNode.Parse(empty.ToJson().ToJsonString())!.AsObject()));
    }

    [Fact]
    public void A_link_that_was_kept_and_is_replaced_is_a_critical_finding()
    {
        var living = LinkHistoryWorld.Values(1, 104, 0.9);
        var kept = Check(LinkHistoryWorld.Case(living, 104));
        Assert.Equal(LinkWord.Keep, kept.Word);

        // What comes after has nothing to do with the lead: by the full verdict it is dead.
        var dead = LinkHistoryWorld.Values(77, 200, 0, dies: 0);
        var world = (Lead: living.Lead.Concat(dead.Lead).ToArray(), Outcome: living.Outcome.Concat(dead.Outcome).ToArray());
        var lost = Check(LinkHistoryWorld.Case(world, 190, kept.Memory));
        Assert.Equal(LinkWord.Replace, lost.Word);
        Assert.Equal(Severity.Critical, Assert.Single(lost.Findings, f => f.Code == "link-lost").Severity);
    }

    [Fact]
    public void A_season_that_cannot_be_told_allows_neither_keep_nor_replace_unless_it_is_declared_absent()
    {
        var world = LinkHistoryWorld.Values(1, 110, 0.8);
        var gate = LinkSettings.Default with { Gate = new LinkGateSettings(Seasons: 10) };
        var open = LinkChecker.Check([LinkHistoryWorld.Case(world, 104)], gate)[0];
        Assert.Equal((LinkWord.Revalidate, 1, true), (open.Word, open.Season.Periods, open.Season.IsMissing));
        Assert.Contains(open.Verdict.Checks, c => c is { Code: "season", State: CheckState.Abstained });
        Assert.Null(open.Memory.VerdictPeriod);

        var declared = LinkChecker.Check([LinkHistoryWorld.Case(world, 104, link: LinkHistoryWorld.Link with { Season = 1 })], gate)[0];
        Assert.Equal(LinkWord.Keep, declared.Word);
    }

    [Fact]
    public void Too_short_constant_and_gappy_series_are_refused_by_their_own_codes()
    {
        var world = LinkHistoryWorld.Values(1, 110, 0.8);
        var brief = Check(LinkHistoryWorld.Case(world, 39));
        Assert.Equal((LinkWord.InsufficientEvidence, SeriesReason.TooShort), (brief.Word, brief.Verdict.Evidence.Reason.Code));
        Assert.Equal(LinkHistoryWorld.First.AddMonths(40), brief.NextVerdict);
        Assert.Contains("1 more month", brief.WouldChange[0], StringComparison.Ordinal);

        var constant = Check(LinkHistoryWorld.Case((new double[110], world.Outcome), 104));
        Assert.Equal((LinkWord.InsufficientEvidence, SeriesReason.Constant), (constant.Word, constant.Verdict.Evidence.Reason.Code));

        var hole = LinkHistoryWorld.Case(world, 104);
        var gappy = LinkHistoryWorld.Series("x", world.Lead.Select((v, t) => t is >= 50 and < 58 ? (double?)null : v), 104);
        var gap = Check(hole with { Lead = gappy, Series = SeriesAlignment.Align(LinkHistoryWorld.Link, hole.Outcome, gappy, []) });
        Assert.Equal((LinkWord.InsufficientEvidence, SeriesReason.Gaps), (gap.Word, gap.Verdict.Evidence.Reason.Code));
    }

    [Fact]
    public void What_is_decided_beside_the_ladder_becomes_a_rung_and_else_is_only_shown()
    {
        var world = LinkHistoryWorld.Values(1, 110, 0.7);
        var plain = Check(LinkHistoryWorld.Case(world, 104));
        Assert.DoesNotContain(plain.Verdict.Checks, c => c.Code is "hac" or "lead-time" or "better-of-both");
        Assert.True(plain.Beside.Value.HacT.IsDefined);
        Assert.True(plain.Beside.Value.BestSkill.IsDefined);

        var all = LinkSettings.Default with { Decide = new LinkDecision(LinkHorizon.LeadTime, LinkBenchmark.BetterOfBoth, LinkErrors.Hac) };
        var decided = LinkChecker.Check([LinkHistoryWorld.Case(world, 104)], all)[0];
        Assert.Equal(["hac", "lead-time", "better-of-both"], decided.Verdict.Checks.Select(c => c.Code).TakeLast(3));
    }

    [Fact]
    public void Every_setting_has_a_default_inside_its_limits_and_can_be_set()
    {
        Assert.Equal(LinkSetting.All.Count, LinkSetting.All.Select(s => s.Name).Distinct().Count());
        foreach (var setting in LinkSetting.All)
        {
            if (setting.Get(LinkSettings.Default) is { } value)
            {
                Assert.InRange(value, setting.Lowest, setting.Highest);
            }

            Assert.Equal(setting.Highest, setting.Get(setting.With(LinkSettings.Default, setting.Highest)));
            Assert.Equal(setting.Get(LinkSettings.Default), setting.Get(LinkSettings.Default));
        }
    }

    private static LinkReport Check(LinkCase link) => LinkChecker.Check([link], LinkSettings.Default)[0];
}
