using KpiLab.Core;
using KpiLab.Testing;

namespace KpiLab.Tests;

/// <summary>A rehearsal tells a story on a workspace and leaves it as it was.</summary>
public sealed class RehearsalTests
{
    private static readonly string Workspace = Path.Combine(Repository.Root, "data-samples");

    [Fact]
    public async Task A_rehearsal_sees_what_was_there_on_a_day_and_counts_its_looks()
    {
        using var story = new Rehearsal(Workspace);
        await story.On(2026, 7, 1, actor: "maya").ApplyAsync(TestContext.Current.CancellationToken);
        var early = await story.On(2026, 7, 20).AnalyzeAsync("trial_onboarding", cancellation: TestContext.Current.CancellationToken);
        var again = await story.On(2026, 7, 20).AnalyzeAsync("trial_onboarding", cancellation: TestContext.Current.CancellationToken);
        var late = await story.On(2026, 9, 10).AnalyzeAsync("trial_onboarding", cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(RegistrationState.Registered, late.Registration.State);
        Assert.Equal("maya", late.Registration.Actor);
        Assert.True(late.Simulated);
        Assert.Equal(6000, late.Units);
        Assert.InRange(early.Units, 1, 5999);
        Assert.False(early.IsComplete);
        Assert.Equal((1, 1, 2), (early.Look, again.Look, late.Look));
    }

    [Fact]
    public async Task A_rehearsal_writes_nothing_into_the_workspace_and_leaves_no_store_behind()
    {
        var before = Files();
        using (var story = new Rehearsal(Workspace))
        {
            await story.On(2026, 7, 1).ApplyAsync(TestContext.Current.CancellationToken);
            Assert.NotEmpty(await story.On(2026, 7, 2).AuditLogAsync(TestContext.Current.CancellationToken));
        }

        using var another = new Rehearsal(Workspace);
        Assert.Empty((await another.On(2026, 7, 2).RegistryAsync(TestContext.Current.CancellationToken)).Stored);
        Assert.Equal(before, Files());

        static string[] Files() => [.. Directory.GetFiles(Workspace, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void A_rehearsal_of_a_folder_that_is_not_there_is_refused()
        => Assert.Contains("there is no folder", Assert.Throws<InvalidInputException>(() => new Rehearsal("absent")).Message, StringComparison.Ordinal);
}
