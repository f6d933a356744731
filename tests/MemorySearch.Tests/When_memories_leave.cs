using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;
using FsCheck;
using FsCheck.Fluent;

namespace Engram.MemorySearch.Tests;

/// <summary>Removing memories from <see cref="KeyHashIndex"/>.</summary>
public sealed class When_memories_leave
{
    private const int Plenty = 1 << 20;

    private static readonly string[] Vocabulary = [.. Enumerable.Range(0, 8).Select(i => $"w{i}"), "été", "日"];

    private static readonly Gen<string> Text = Any.Text(5, Vocabulary);

    // Each change adds some memories and removes others. Cutoffs are low, so that words often fall below them again.
    private static readonly Gen<Situation> Situations =
        from hash in Ways.AnyOf(Vocabulary)
        from changes in Any.UpTo(
            10, from keys in Any.UpTo(6, Text.Two()) from leaving in Any.UpTo(6, Gen.Choose(1, 30)) select new Change(keys, leaving))
        from question in Text
        select new Situation(hash, changes, question);

    [Fact]
    public void Should_be_as_if_they_had_never_been_there() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Situations.ToArbitrary(), situation =>
        {
            var index = KeyHashIndex.Empty(situation.Hash);
            var kept = new SortedDictionary<long, StoredMemory>();
            var id = 0L;
            foreach (var change in situation.Changes)
            {
                StoredMemory[] added = [.. change.Texts.Select(text => new StoredMemory(++id, text.Item1, text.Item2))];
                foreach (var memory in added)
                    kept.Add(memory.Id, memory);
                foreach (var leaving in change.Leaving)
                    kept.Remove(leaving);
                index = index.With(added, index.Epoch + 1).Without(change.Leaving.Select(leaving => (long)leaving), index.Epoch + 1);
            }

            var fresh = KeyHashIndex.Empty(situation.Hash).With(kept.Values, index.Epoch);
            Assert.Equal(fresh.Statistics, index.Statistics);
            Assert.All(Vocabulary, word => Assert.Equal(fresh.KeyCountOf(word), index.KeyCountOf(word)));
            Assert.DoesNotContain(index.Recall(situation.Question, Plenty).Memories, memory => !kept.ContainsKey(memory.Id));
            Assert.False(index.Tidied().IsUntidy);
            AssertAlike(fresh, index.Tidied(), situation.Question);
        }));

    [Fact]
    public void Should_find_by_a_word_that_fell_back_under_the_cut_at_once()
    {
        var index = KeyHashIndex.Empty(3).With([new(1, "the shark", ""), new(2, "the whale", ""), new(3, "the squid", "")], 1);
        Assert.Empty(index.Recall("the", 10).Memories);

        Assert.Equal([1, 2], index.Without([3], 2).Recall("the", 10).Memories.Select(memory => memory.Id));
    }

    [Fact]
    public void Should_not_find_by_a_word_that_has_no_postings_until_it_is_tidied()
    {
        var index = KeyHashIndex.Empty(2).With(Enumerable.Range(1, 6).Select(id => new StoredMemory(id, $"the shark{id}", "")), 1)
            .Without([1, 2, 3, 4, 5], 2);
        Assert.Empty(index.Recall("the", 10).Memories);
        Assert.Equal([6], index.Recall("the shark6", 10).Memories.Select(memory => memory.Id));

        Assert.Equal([6], index.Tidied().Recall("the", 10).Memories.Select(memory => memory.Id));
    }

    [Fact]
    public void Should_give_their_space_back_when_tidied()
    {
        var index = KeyHashIndex.Empty(100).With(Enumerable.Range(1, 100).Select(id => new StoredMemory(id, $"shark{id}", "whale")), 1);
        var few = index.Without(Enumerable.Range(1, 20).Select(id => (long)id), 2);
        Assert.Same(few, few.Tidied());

        var many = index.Without(Enumerable.Range(1, 60).Select(id => (long)id), 2);
        Assert.InRange(many.Tidied().Bytes, index.Bytes * 3 / 10, index.Bytes / 2);
        Assert.Equal((40, 2), (many.Tidied().Memories, many.Tidied().Epoch));
    }

    [Fact]
    public void Should_pass_over_what_left_before_or_was_never_there()
    {
        var index = KeyHashIndex.Empty(100).With([new(1, "shark", ""), new(2, "whale", "")], 1).Without([1, 1, 7], 2).Without([1], 3);
        Assert.Equal((3, 1, 1, 1), (index.Epoch, index.Memories, index.Words, index.HashedWords));
        Assert.Equal(0, index.Without([2], 4).Memories);
    }

    [Fact]
    public void Should_still_be_held_by_the_epoch_before()
    {
        var index = KeyHashIndex.Empty(100).With([new(1, "shark", ""), new(2, "shark", "")], 1);
        var next = index.Without([1], 2);
        Assert.Equal([1, 2], index.Recall("shark", 10).Memories.Select(memory => memory.Id));
        Assert.Equal([2], next.Recall("shark", 10).Memories.Select(memory => memory.Id));
        Assert.Equal([2], next.FindNeighbours("shark", 10).Select(neighbour => neighbour.Memory.Id));
    }

    private static void AssertAlike(KeyHashIndex expected, KeyHashIndex index, string text)
    {
        Assert.Equal(expected.Statistics, index.Statistics);
        Assert.Equal(expected.Recall(text, Plenty).Memories, index.Recall(text, Plenty).Memories);
        Assert.Equal(expected.FindNeighbours(text, Plenty).Count, index.FindNeighbours(text, Plenty).Count);
    }

    internal sealed record Change((string, string)[] Texts, int[] Leaving);

    internal sealed record Situation(KeyHash Hash, Change[] Changes, string Question);
}
