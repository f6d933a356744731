using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;
using FsCheck;
using FsCheck.Fluent;

namespace Engram.MemorySearch.Tests;

/// <summary>Neighbor search in <see cref="KeyHashIndex"/>.</summary>
public sealed class When_neighbours_are_sought
{
    private const int Plenty = 1 << 20;

    // The index sums in a different order.
    private const double Rounding = 1e-12;

    private static readonly string[] Vocabulary = [.. Enumerable.Range(0, 12).Select(i => $"w{i}"), "été", "日", "🙂"];

    private static readonly Gen<GrownIndex> Situations = Any.GrownIndex(additions: 6, Vocabulary);

    [Fact]
    public void Should_compare_as_the_definition_does() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Situations.ToArbitrary(), situation =>
        {
            var expected = Scan(situation).ToDictionary();
            var found = situation.Build().FindNeighbours(situation.Text, Plenty);

            Assert.Equal(expected.Count, found.Count);
            Assert.All(found, neighbour => Assert.Equal(expected[neighbour.Memory.Id], neighbour.Similarity, Rounding));
            Assert.All(found.Zip(found.Skip(1)), pair => Assert.True(pair.First.Similarity >= pair.Second.Similarity));
        }));

    [Fact]
    public void Should_not_depend_on_how_the_memories_came() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Situations.ToArbitrary(), situation =>
        {
            var atOnce = KeyHashIndex.Empty(situation.FrequencyCutoff).With(situation.Memories(), 1);
            Assert.Equal(atOnce.FindNeighbours(situation.Text, 5), situation.Build().FindNeighbours(situation.Text, 5));
        }));

    [Fact]
    public void Should_find_the_same_text_with_a_similarity_of_one()
    {
        var index = KeyHashIndex.Empty(100).With([new(1, "the dog days are over", "dogs"), new(2, "the cat", "cats")], 1);
        var best = index.FindNeighbours("The dog days ARE over!", 1)[0];
        Assert.Equal((1, 1.0), (best.Memory.Id, Math.Round(best.Similarity, 12)));
    }

    [Fact]
    public void Should_tell_what_each_was_made_from()
    {
        var index = KeyHashIndex.Empty(100)
            .With([new(1, "dog days", "a")], 1)
            .With([new(2, "dog nights", "b", "post-2"), new(3, "cat days", "c", "post-3"), new(4, "dogs", "d")], 2);
        Assert.Equal(
            [(1, null), (2, "post-2"), (3, "post-3")],
            index.FindNeighbours("dog days nights", 10).Select(neighbour => (neighbour.Memory.Id, neighbour.Memory.Source))
                .OrderBy(found => found.Id));
    }

    [Fact]
    public void Should_pass_over_what_is_forgotten_and_what_does_not_fit()
    {
        var index = KeyHashIndex.Empty(100)
            .With([new(1, "dog days", new string('x', 50)), new(2, "dog", "b", "post"), new(3, "dog", "c", "post")], 1);
        Assert.Equal([2],
            index.FindNeighbours("dog days", 10, maxCharacters: 9, isForgotten: id => id == 3).Select(neighbour => neighbour.Memory.Id));
        Assert.Empty(index.FindNeighbours("unheard of", 10));
        Assert.Empty(index.FindNeighbours("", 10));
    }

    // The definition of similarity, computed vector by vector without an index.
    private static IEnumerable<KeyValuePair<long, double>> Scan(GrownIndex situation)
    {
        var memories = situation.Memories().Select(memory => (memory.Id, Words: HashWords.Of(memory.Key).ToHashSet())).ToList();
        var rarity = memories.SelectMany(memory => memory.Words).CountBy(word => word)
            .Where(word => word.Value < situation.FrequencyCutoff)
            .ToDictionary(word => word.Key, word => Math.Log(1 + ((double)memories.Count / word.Value)));
        var text = HashWords.Of(situation.Text).Where(rarity.ContainsKey).ToHashSet();
        foreach (var (id, words) in memories)
        {
            var key = words.Where(rarity.ContainsKey).ToHashSet();
            if (key.Overlaps(text))
                yield return new(id, key.Where(text.Contains).Sum(Square) / Math.Sqrt(key.Sum(Square) * text.Sum(Square)));
        }

        double Square(string word) => rarity[word] * rarity[word];
    }
}
