using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;
using FsCheck;
using FsCheck.Fluent;

namespace Engram.MemorySearch.Tests;

/// <summary>Recall by words: <see cref="KeyHashIndex"/>.</summary>
public sealed class When_a_question_is_recalled
{
    private const int Plenty = 1 << 20;

    private static readonly string[] Vocabulary = [.. Enumerable.Range(0, 12).Select(i => $"w{i}"), "!w1", "été", "日", "🙂"];

    private static readonly Gen<GrownIndex> Situations = Any.GrownIndex(additions: 8, Vocabulary);

    [Fact]
    public void Should_find_what_a_scan_of_all_keys_finds() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Situations.ToArbitrary(), situation =>
        {
            var index = situation.Build();
            var recalled = index.Recall(situation.Text, Plenty, Plenty);
            Assert.Equal(Scan(situation), recalled.Memories.Select(memory => memory.Id));
            Assert.Equal(recalled.Memories.Count, recalled.Candidates);
        }));

    [Fact]
    public void Should_count_words_as_a_scan_of_all_keys_does() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Situations.ToArbitrary(), situation =>
        {
            var index = situation.Build();
            var counts = situation.Memories().SelectMany(memory => HashWords.Of(memory.Key)).CountBy(word => word).ToDictionary();
            Assert.Equal(counts.Count, index.Words);
            Assert.Equal(counts.Values.Count(keys => keys < situation.FrequencyCutoff), index.HashedWords);
            Assert.All(Vocabulary, word => Assert.Equal(counts.GetValueOrDefault(word), index.KeyCountOf(word)));
            Assert.Equal(situation.Additions.Sum(keys => keys.Length), index.Memories);
        }));

    [Fact]
    public void Should_not_depend_on_how_the_memories_came() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Situations.ToArbitrary(), situation =>
        {
            var atOnce = KeyHashIndex.Empty(situation.FrequencyCutoff).With(situation.Memories(), 1);
            var piecemeal = situation.Build();
            Assert.Equal(
                atOnce.Recall(situation.Text, 5, Plenty).Memories, piecemeal.Recall(situation.Text, 5, Plenty).Memories);
        }));

    [Fact]
    public void Should_keep_an_epoch_as_it_was_while_the_next_is_made() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Situations.ToArbitrary(), situation =>
        {
            var index = KeyHashIndex.Empty(situation.FrequencyCutoff);
            var id = 0L;
            foreach (var keys in situation.Additions)
            {
                var before = index.Recall(situation.Text, Plenty, Plenty);
                var next = index.With(keys.Select(key => new StoredMemory(++id, key, "")).ToList(), index.Epoch + 1);
                Assert.Equal(before.Memories, index.Recall(situation.Text, Plenty, Plenty).Memories);
                index = next;
            }
        }));

    [Fact]
    public async Task Should_answer_in_parallel_as_alone()
    {
        var random = new Random(7);
        var index = KeyHashIndex.Empty(200);
        for (var addition = 0; addition < 20; addition++)
            index = index.With(
                [.. Enumerable.Range(0, 200).Select(i => new StoredMemory((addition * 200) + i, RandomText(random), "v"))], addition + 1);
        var questions = Enumerable.Range(0, 200).Select(_ => RandomText(random)).ToArray();
        var alone = questions.Select(question => index.Recall(question, 50, Plenty).Memories).ToArray();

        var together = await Task.WhenAll(questions.Select(question => Task.Run(() => index.Recall(question, 50, Plenty).Memories)));

        Assert.Contains(alone, memories => memories.Count == 50);
        Assert.Equal(alone, together);
    }

    [Fact]
    public void Should_rank_a_shared_rare_word_above_a_shared_common_one()
    {
        var index = KeyHashIndex.Empty(100).With(
        [
            new(1, "Alien directed_by", "Ridley Scott"), new(2, "Heat directed_by", "Michael Mann"),
            new(3, "Jaws directed_by", "Steven Spielberg"),
            new(4, "Jaws release_year", "1975"),
        ], 1);

        Assert.Equal([3, 4, 1, 2], index.Recall("Jaws was directed_by whom?", 10, Plenty).Memories.Select(memory => memory.Id));
    }

    [Fact]
    public void Should_recall_the_same_in_whatever_order_memories_came()
    {
        string[] keys = ["jaws has_genre", "jaws rated", "jaws directed_by", "jaws release_year"];
        StoredMemory[] Numbered(IEnumerable<string> ordered) => [.. ordered.Select((key, i) => new StoredMemory(i + 1, key, "value"))];

        var one = KeyHashIndex.Empty(100).With(Numbered(keys), 1).Recall("jaws", 3, Plenty);
        var other = KeyHashIndex.Empty(100).With(Numbered(keys.Reverse()), 1).Recall("jaws", 3, Plenty);

        Assert.Equal(one.Memories.Select(memory => memory.Key), other.Memories.Select(memory => memory.Key));
    }

    [Fact]
    public void Should_not_hash_words_at_the_cut()
    {
        var index = KeyHashIndex.Empty(3).With([new(1, "the shark", ""), new(2, "the whale", ""), new(3, "a whale", "")], 1);
        Assert.Equal([1, 2], index.Recall("the", 10, Plenty).Memories.Select(memory => memory.Id));

        var more = index.With([new(4, "the squid", "")], 2);
        Assert.Empty(more.Recall("the", 10, Plenty).Memories);
        Assert.Equal([3, 2], more.Recall("the whale", 10, Plenty).Memories.Select(memory => memory.Id));
    }

    [Fact]
    public void Should_not_meet_by_punctuation()
    {
        var index = KeyHashIndex.Empty(100).With([new(1, "What, again?", "")], 1);
        Assert.Empty(index.Recall("who, me?", 10, Plenty).Memories);
    }

    [Fact]
    public void Should_keep_the_best_that_fit()
    {
        var index = KeyHashIndex.Empty(100)
            .With([new(1, "jaws shark", new string('x', 50)), new(2, "jaws", "a"), new(3, "jaws", "b"), new(4, "jaws", "c")], 1);

        Assert.Equal([1, 2], index.Recall("jaws shark", 2, Plenty).Memories.Select(memory => memory.Id));
        Assert.Equal([2, 3], index.Recall("jaws shark", 10, 10).Memories.Select(memory => memory.Id));
        Assert.Equal(4, index.Recall("jaws shark", 10, 10).Candidates);
    }

    [Fact]
    public void Should_pass_over_what_is_to_be_forgotten()
    {
        var index = KeyHashIndex.Empty(100).With([new(1, "jaws directed_by", "a"), new(2, "jaws rated", "b"), new(3, "jaws", "c")], 1);

        var recalled = index.Recall("jaws directed_by", 2, isForgotten: memory => memory.Key == "jaws directed_by");

        Assert.Equal([3, 2], recalled.Memories.Select(memory => memory.Id));
        Assert.Equal(2, recalled.Candidates);
    }

    private static string RandomText(Random random) => string.Join(' ', Enumerable.Range(0, 4).Select(_ => $"w{random.Next(400)}"));

    // The definition of recall, computed word by word without an index.
    private static IEnumerable<long> Scan(GrownIndex situation)
    {
        var memories = situation.Memories()
            .Select(memory => (memory.Id, memory.Key, memory.Value, Words: HashWords.Of(memory.Key).ToHashSet())).ToList();
        var keys = memories.SelectMany(memory => memory.Words).CountBy(word => word).ToDictionary();
        var hashed = HashWords.Of(situation.Text).Where(word => keys.TryGetValue(word, out var count) && count < situation.FrequencyCutoff)
            .ToList();
        return memories
            .Where(memory => hashed.Any(memory.Words.Contains))
            .OrderByDescending(
                memory => hashed.Where(memory.Words.Contains).Sum(word => Math.Log(1 + ((double)memories.Count / keys[word]))))
            .ThenBy(memory => memory.Key, StringComparer.Ordinal).ThenBy(memory => memory.Value, StringComparer.Ordinal)
            .Select(memory => memory.Id);
    }
}
