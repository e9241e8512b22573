using FsCheck;
using FsCheck.Fluent;
using KpiLab.Core;

namespace KpiLab.Store.Tests;

public sealed class ModelTests
{
    /// <summary>A step: what to do, to which of few things, with which of few values; few, so that things meet.</summary>
    public sealed record Step(int Verb, int Subject, int Value, int Other)
    {
        public override string ToString() => $"({Verb},{Subject},{Value},{Other})";
    }

    [Fact]
    public void Any_sequence_of_changes_leaves_what_a_plain_model_says()
    {
        var steps =
            from verb in Gen.Choose(0, 4)
            from subject in Gen.Choose(0, 2)
            from value in Gen.Choose(0, 2)
            from other in Gen.Choose(0, 2)
            select new Step(verb, subject, value, other);
        Prop.ForAll(steps.ListOf().ToArbitrary(), sequence => RunAsync([.. sequence]).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    private static async Task RunAsync(List<Step> steps)
    {
        using var store = await SqliteStore.OpenAsync(SqliteStore.InMemory, new StoreOptions(new TestClock("2026-03-02T08:00:00Z")));
        var model = new Model();
        foreach (var step in steps)
        {
            var (subject, value, other) = (step.Subject, step.Value, step.Other);
            switch (step.Verb)
            {
                case 0:
                    var applied = await store.ApplyAsync(Given.Apply(Given.Kpi($"k{subject}", $"v{value}")));
                    Assert.Equal(model.Apply(subject, value), applied.Definitions.Count);
                    break;
                case 1:
                    var removed = await store.ApplyAsync(Given.Remove(DefinitionKind.Kpi, $"k{subject}"));
                    Assert.Equal(model.Remove(subject), removed.Definitions.Count);
                    break;
                case 2:
                    var registered = await store.ApplyAsync(Given.Register(Given.Terms($"e{subject}", value)));
                    Assert.Equal(model.Register(subject, value), registered.Registrations.Count);
                    break;
                case 3:
                    var both = await store.ApplyAsync(new ApplyRequest([Given.Kpi($"k{subject}", $"v{value}")], [], [Given.Terms($"e{other}", value)], "ana"));
                    Assert.Equal(model.Apply(subject, value), both.Definitions.Count);
                    Assert.Equal(model.Register(other, value), both.Registrations.Count);
                    break;
                default:
                    var analysis = await store.RecordAnalysisAsync(Given.Analysis($"e{subject}", "terms", $"d{value}", other));
                    Assert.Equal(model.Look(subject, value, other), analysis.Look.Number);
                    Assert.Equal(other, (double)analysis.Body["effect"]!);
                    break;
            }
        }

        await model.AssertIsAsync(store);
    }

    /// <summary>The store's rules in lists.</summary>
    private sealed class Model
    {
        private readonly List<(int Value, bool Removed)>[] _definitions = [[], [], []];
        private readonly List<int>[] _registrations = [[], [], []];
        private readonly List<int>[] _looks = [[], [], []];
        private readonly Dictionary<(int, int), int> _analyses = [];
        private readonly int?[] _latest = [null, null, null];
        private int _rows = 1;

        public int Apply(int id, int value) => Add(_definitions[id].LastOrDefault((-1, true)) != (value, false), _definitions[id], (value, false));

        public int Remove(int id)
        {
            var (value, removed) = _definitions[id].LastOrDefault((-1, true));
            return Add(!removed, _definitions[id], (value, true));
        }

        public int Register(int id, int terms) => Add(_registrations[id].LastOrDefault(-1) != terms, _registrations[id], terms);

        public int Look(int id, int data, int effect)
        {
            if (!_looks[id].Contains(data))
            {
                _looks[id].Add(data);
            }

            _rows++; // the look, or its repetition
            if (!_analyses.TryGetValue((id, data), out var last) || last != effect)
            {
                _analyses[(id, data)] = effect;
                _latest[id] = effect;
                _rows++;
            }

            return _looks[id].IndexOf(data) + 1;
        }

        public async Task AssertIsAsync(SqliteStore store)
        {
            for (var i = 0; i < 3; i++)
            {
                var history = await store.HistoryAsync(DefinitionKind.Kpi, $"k{i}");
                Assert.Equal(_definitions[i].Select(d => ($"v{d.Value}", d.Removed)), history.Select(v => ((string)v.Document.Content["name"]!, v.Removed)));
                Assert.Equal(Enumerable.Range(1, history.Count), history.Select(v => v.Version));
                var registrations = await store.RegistrationsAsync($"e{i}");
                Assert.Equal(_registrations[i].Select(t => Given.Terms("e", t).TermsHash), registrations.Select(r => r.TermsHash));
                Assert.Equal(_looks[i].Select(d => Given.Sha256($"d{d}")), (await store.LooksAsync($"e{i}")).Select(l => l.DataHash));
                Assert.Equal(_latest[i], (double?)(await store.LatestAnalysisAsync($"e{i}"))?.Body["effect"]);
            }

            Assert.Equal(
                Enumerable.Range(0, 3).Where(i => _definitions[i] is [.., (_, false)]).Select(i => $"k{i}"), (await store.DefinitionsAsync()).Select(d => d.Document.Id));
            var verified = await store.VerifyAuditAsync();
            Assert.Equal((_rows, null), (verified.Rows, verified.FirstBroken));
        }

        private int Add<T>(bool changes, List<T> list, T item)
        {
            if (changes)
            {
                list.Add(item);
                _rows++;
            }

            return changes ? 1 : 0;
        }
    }
}
