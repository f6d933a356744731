using Engram.Contracts.Questions;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;
using FsCheck;
using FsCheck.Fluent;

namespace Engram.MemorySearch.Tests;

/// <summary><see cref="EntityRecall"/> over several steps.</summary>
public sealed class When_a_question_reaches_further
{
    private const int Plenty = 1 << 20;

    private static readonly (string Subject, string Relation, string Object)[] Films =
    [
        ("Jaws", "directed_by", "Spielberg"), ("Jaws", "release_year", "1975"), ("Duel", "directed_by", "Spielberg"),
        ("Duel", "release_year", "1971"),
        ("Jaws 2", "directed_by", "Szwarc"), ("Nashville", "release_year", "1975"), ("Shampoo", "release_year", "1975"),
    ];

    private static readonly string[] Vocabulary = [.. Enumerable.Range(0, 6).Select(i => $"w{i}")];

    private static readonly Gen<string> Text = Gen.Choose(0, 3).SelectMany(count => Gen.Elements(Vocabulary).ArrayOf(count))
        .Select(words => string.Join(' ', words));

    private static readonly Gen<(StoredMemory[] Memories, int First, string Question)> Situations =
        from texts in Gen.Choose(0, 12).SelectMany(count => Text.Two().ArrayOf(count))
        from first in Gen.Choose(0, texts.Length)
        from question in Text
        select (texts.Select((text, i) => new StoredMemory(i + 1, text.Item1, text.Item2)).ToArray(), first, question);

    [Fact]
    public void Should_follow_values_step_by_step()
    {
        string[] near = ["Jaws directed_by -> Spielberg", "Jaws release_year -> 1975"];
        string[] people = ["Spielberg !directed_by -> Duel", "Spielberg !directed_by -> Jaws"];
        string[] years = ["1975 !release_year -> Jaws", "1975 !release_year -> Nashville", "1975 !release_year -> Shampoo"];
        Assert.Equal(near, Recall("who directed jaws?", Reach(1)));
        Assert.Equal([.. near, .. people, .. years], Recall("who directed jaws?", Reach(2)));
        Assert.Equal(
            [.. near, .. people, .. years, "Duel directed_by -> Spielberg", "Duel release_year -> 1971", "Nashville release_year -> 1975",
                "Shampoo release_year -> 1975"],
            Recall("who directed jaws?", Reach(3)));
        Assert.Equal(["Jaws 2 directed_by -> Szwarc"], Recall("who directed jaws 2?", Reach(1)));
        Assert.Empty(Recall("who directed that?", Reach(3)));
    }

    [Fact]
    public void Should_keep_to_its_limits()
    {
        var reach = Reach(2);
        Assert.Equal(["Jaws directed_by -> Spielberg", "Jaws release_year -> 1975", "Spielberg !directed_by -> Duel"],
            Recall("jaws", reach with { MaxMemories = 3 }));
        Assert.Equal(4, Recall("jaws", reach with { MaxFactsOnTheWay = 2 }).Count);
        Assert.Empty(Recall("jaws", reach with { MaxFacts = 1 }));
        Assert.Equal(["Jaws release_year -> 1975"], Recall("jaws", Reach(1), maxCharacters: 24));
    }

    [Fact]
    public void Should_find_in_one_step_what_hashing_by_entities_finds() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Situations.ToArbitrary(), situation =>
        {
            var index = Of(situation.Memories);
            Assert.Equal(Ids(index.Recall(situation.Question, Plenty)).Order(),
                Ids(new EntityRecall(index, Reach(1)).Recall(situation.Question)).Order());
        }));

    [Fact]
    public void Should_reach_further_with_each_step_and_recall_nothing_twice() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Situations.ToArbitrary(), situation =>
        {
            var index = Of(situation.Memories);
            long[][] steps =
                [.. Enumerable.Range(1, 4).Select(step => Ids(new EntityRecall(index, Reach(step)).Recall(situation.Question)).ToArray())];
            foreach (var (nearer, further) in steps.Zip(steps.Skip(1)))
            {
                Assert.Equal(nearer, further.Take(nearer.Length));
                Assert.Equal(further.Distinct(), further);
            }

            Assert.Equal(steps[3].Take(3), Ids(new EntityRecall(index, Reach(4) with { MaxMemories = 3 }).Recall(situation.Question)));
        }));

    [Fact]
    public void Should_not_depend_on_how_the_memories_came() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Situations.ToArbitrary(), situation =>
        {
            var (memories, first, question) = situation;
            var inTurn = KeyHashIndex.Empty(new EntityHash()).With(memories[..first], 1).With(memories[first..], 2);
            Assert.Equal(new EntityRecall(Of(memories), Reach(3)).Recall(question).Memories,
                new EntityRecall(inTurn, Reach(3)).Recall(question).Memories);
        }));

    [Fact]
    public void Should_want_an_index_by_entities() =>
        Assert.StartsWith("The memories are hashed by Words",
            Assert.Throws<ArgumentException>(() => new EntityRecall(KeyHashIndex.Empty(10), Reach(2))).Message, StringComparison.Ordinal);

    private static KeyHashIndex Of(IEnumerable<StoredMemory> memories) => KeyHashIndex.Empty(new EntityHash()).With(memories, 1);

    private static List<string> Recall(string question, HopLimits reach, int maxCharacters = int.MaxValue)
    {
        var index = Of(
            Films.SelectMany(
                film =>
                    ((string, string)[])[($"{film.Subject} {film.Relation}", film.Object),
                        ($"{film.Object} !{film.Relation}", film.Subject)]).Select((memory, i) => new StoredMemory(i
                            + 1, memory.Item1, memory.Item2)));
        return [.. new EntityRecall(index, reach).Recall(question,
            maxCharacters).Memories.Select(memory => $"{memory.Key} -> {memory.Value}")];
    }

    private static IEnumerable<long> Ids(RecallResult recollection) => recollection.Memories.Select(memory => memory.Id);

    private static HopLimits Reach(int steps) =>
        new() { MaxMemories = Plenty, Steps = steps, MaxFacts = Plenty, MaxFactsOnTheWay = Plenty };
}
