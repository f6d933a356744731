using Engram.Contracts.Memories;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;
using FsCheck;
using FsCheck.Fluent;

namespace Engram.MemorySearch.Tests;

/// <summary>The hashing strategies of <see cref="KeyHashIndex"/>.</summary>
public sealed class When_keys_are_hashed
{
    private const int Plenty = 1 << 20;

    private static readonly string[] Vocabulary = [.. Enumerable.Range(0, 7).Select(i => $"w{i}"), "été"];

    private static readonly WordClusters Clusters = Ways.ClustersOf(Vocabulary);

    private static readonly Gen<string> Text = Gen.Choose(0, 5).SelectMany(count => Gen.Elements(Vocabulary).ArrayOf(count))
        .Select(words => string.Join(' ', words));

    private static readonly Gen<Situation> Situations =
        from hash in Ways.AnyOf(Vocabulary)
        from additions in Gen.Choose(0, 5)
            .SelectMany(count => Gen.Choose(0, 6).SelectMany(memories => Text.Two().ArrayOf(memories)).ArrayOf(count))
        from question in Text
        select new Situation(hash, additions, question);

    [Fact]
    public void Should_find_what_the_definition_of_the_way_says() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500), Prop.ForAll(Situations.ToArbitrary(), situation =>
        {
            var found = situation.Build().Recall(situation.Question, Plenty);
            Assert.Equal(Defined(situation), found.Memories.Select(memory => memory.Id).ToHashSet());
            Assert.Equal(situation.Hash.Way == HashingStrategy.Scan ? situation.Memories().Count : found.Memories.Count, found.Candidates);
        }));

    [Fact]
    public void Should_find_by_full_scan_all_that_any_way_finds() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Situations.ToArbitrary(), situation =>
        {
            var hashed = situation.Build().Recall(situation.Question, Plenty).Memories;
            var scanned = (situation with { Hash = new FullScan() }).Build().Recall(situation.Question, Plenty).Memories;
            Assert.Subset(scanned.ToHashSet(), hashed.ToHashSet());
        }));

    [Fact]
    public void Should_not_depend_on_how_the_memories_came() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Situations.ToArbitrary(), situation =>
        {
            var atOnce = KeyHashIndex.Empty(situation.Hash).With(situation.Memories(), 1);
            Assert.Equal(atOnce.Recall(situation.Question, 5).Memories, situation.Build().Recall(situation.Question, 5).Memories);
            Assert.Equal(atOnce.FindNeighbours(situation.Question, 5).Select(near => near.Memory),
                situation.Build().FindNeighbours(situation.Question, 5).Select(near => near.Memory));
        }));

    [Fact]
    public void Should_meet_by_a_cluster_what_shares_no_word()
    {
        var clusters = WordClusters.Of([("film", [1, 0.1f]), ("movie", [1, 0]), ("shark", [0, 1])], 2, seed: 1);
        var index = KeyHashIndex.Empty(new ClusterHash(clusters))
            .With([new(1, "the film", ""), new(2, "the movie", ""), new(3, "the shark", "")], 1);

        Assert.Equal([2, 1], Ids(index, "which movie"));
        Assert.Equal([3], Ids(index, "sharks shark"));
        Assert.Equal([1, 2], Ids(KeyHashIndex.Empty(new ClusterHash(clusters)).With([new(1, "film", ""), new(2, "film", "")], 1), "movie"));
    }

    [Fact]
    public void Should_not_ask_by_the_cluster_of_a_frequent_word()
    {
        var clusters = WordClusters.Of([("the", [1, 0.1f]), ("a", [1, 0]), ("shark", [0, 1])], 2, seed: 1);
        var index = KeyHashIndex.Empty(new ClusterHash(clusters, frequencyCutoff: 2))
            .With([new(1, "the shark", ""), new(2, "the whale", ""), new(3, "a squid", "")], 1);
        Assert.Equal([1], Ids(index, "the shark"));
    }

    [Fact]
    public void Should_take_the_longest_name_for_the_entity()
    {
        var index = KeyHashIndex.Empty(new EntityHash()).With(
        [
            new(1, "Jaws directed_by", "Spielberg"), new(2, "Spielberg !directed_by", "Jaws"), new(3, "Jaws 2 directed_by", "Szwarc"),
            new(4, "Szwarc !directed_by", "Jaws 2"),
            new(5, "He made Jaws, then other films.", "He made Jaws, then other films."),
        ], 1);

        Assert.Equal([5, 1], Ids(index, "who directed jaws?").Order().Reverse());
        Assert.Equal([3], Ids(index, "who directed JAWS 2?"));
        Assert.Empty(Ids(index, "what did he make then"));
    }

    [Fact]
    public void Should_take_a_name_as_it_is_written_before_it_is_taken_without_punctuation()
    {
        var index = KeyHashIndex.Empty(new EntityHash()).With(
        [
            new(1, "What? directed_by", "Polanski"), new(2, "Polanski !directed_by", "What?"),
            new(3, "Dr. Strangelove directed_by", "Kubrick"), new(4, "Kubrick !directed_by", "Dr. Strangelove"),
        ], 1);

        Assert.Equal([4], Ids(index, "what did Kubrick direct?"));
        Assert.Equal([1], Ids(index, "who directed What?"));
        Assert.Empty(Ids(index, "who directed what"));
        Assert.Equal([3], Ids(index, "who directed dr strangelove"));
        Assert.Equal([3], Ids(index.Without([2], 2), "what of dr strangelove"));
    }

    [Fact]
    public void Should_know_an_entity_only_while_some_memory_has_it_as_value()
    {
        var index = KeyHashIndex.Empty(new EntityHash()).With([new(1, "a song of Jaws 2", "x"), new(2, "y", "Jaws")], 1);
        Assert.Equal([1], Ids(index, "jaws 2"));
        index = index.With([new(3, "z", "Jaws 2")], 2);
        Assert.Empty(Ids(index, "jaws"));
        Assert.Equal([1], Ids(index.Without([3], 3), "jaws"));
        Assert.Equal([1], Ids(index.With([new(4, "u", "Tag; song", "post")], 4), "song"));
    }

    [Fact]
    public void Should_drop_a_bucket_over_its_cap()
    {
        StoredMemory[] memories =
            [new(1, "jaws directed_by", "a"), new(2, "jaws rated", "b"), new(3, "alien rated", "c"), new(4, "q", "jaws")];
        Assert.Equal([1], Ids(KeyHashIndex.Empty(new WordHash(bucketCap: 1)).With(memories, 1), "jaws directed_by"));
        Assert.Empty(Ids(KeyHashIndex.Empty(new EntityHash(bucketCap: 1)).With(memories, 1), "jaws"));
        Assert.Equal([1, 2], Ids(KeyHashIndex.Empty(new EntityHash(bucketCap: 2)).With(memories, 1), "jaws").Order());
    }

    [Fact]
    public void Should_compare_with_every_memory_by_full_scan()
    {
        var index = KeyHashIndex.Empty(new FullScan())
            .With(Enumerable.Range(1, 40).Select(id => new StoredMemory(id, $"the {(id == 7 ? "shark" : "whale")}", $"{id:00}")), 1);
        Assert.Equal(7, Ids(index, "shark")[0]);
        Assert.Equal(40, index.Recall("shark", 40).Memories.Count);
        // If the set has more memories than the limit, memories that share no word are left out.
        Assert.Equal([7], Ids(index, "shark", most: 39));
        Assert.Equal(40, index.Recall("shark", 39).Candidates);
        Assert.Equal(40, index.Recall("the", 39).Candidates);
    }

    [Fact]
    public void Should_make_the_same_clusters_of_one_seed_and_refuse_too_many()
    {
        var random = new Random(3);
        (string, float[])[] vectors =
            [.. Enumerable.Range(0, 200).Select(i => ($"w{i}", Enumerable.Range(0, 20).Select(_ => random.NextSingle() - 0.5f).ToArray()))];
        var (one, again, other) = (WordClusters.Of(vectors, 12, 5), WordClusters.Of(vectors, 12, 5), WordClusters.Of(vectors, 12, 6));

        int[] Numbers(WordClusters clusters) => [.. vectors.Select(word => clusters.Find(word.Item1))];
        Assert.Equal(Numbers(one), Numbers(again));
        Assert.NotEqual(Numbers(one), Numbers(other));
        Assert.Equal(12, Numbers(one).Distinct().Count());
        Assert.Equal(-1, one.Find("unheard"));
        Assert.StartsWith("200 word vectors can't make 201 clusters",
            Assert.Throws<ArgumentException>(() => WordClusters.Of(vectors, 201, 5)).Message, StringComparison.Ordinal);
    }

    private static List<long> Ids(KeyHashIndex index, string question, int most = 100) =>
        [.. index.Recall(question, most).Memories.Select(memory => memory.Id)];

    // The definition of each strategy's buckets, computed memory by memory without an index.
    private static HashSet<long> Defined(Situation situation)
    {
        var memories = situation.Memories();
        if (situation.Hash.Way == HashingStrategy.Scan)
            return [.. memories.Select(memory => memory.Id)];
        var entities = memories.Where(memory => memory.Value != memory.Key)
            .Select(memory => string.Join(' ', HashWords.InOrder(memory.Value))).Where(entity => entity.Length > 0).ToHashSet();
        var buckets = memories.ToDictionary(memory => memory.Id, memory => BucketsOf(memory.Key));
        var counts = buckets.Values.SelectMany(names => names).CountBy(name => name).ToDictionary();
        var asked = BucketsOf(situation.Question)
            .Where(
                name => !IsFrequent(name) && counts.GetValueOrDefault(name) is > 0 and var keys
                    && keys <= (situation.Hash.BucketCap ?? int.MaxValue));
        return [.. memories.Where(memory => buckets[memory.Id].Overlaps(asked)).Select(memory => memory.Id)];

        HashSet<string> BucketsOf(string text) => situation.Hash.Way switch
        {
            HashingStrategy.Words => [.. HashWords.Of(text)],
            HashingStrategy.Clusters => [.. HashWords.Of(text),
                .. HashWords.Of(text).Select(Clusters.Find).Where(cluster => cluster >= 0).Select(cluster => $"#{cluster}")],
            _ => [.. LongestRuns([.. HashWords.InOrder(text)])],
        };

        bool IsFrequent(string name) => name[0] == '#'
            ? HashWords.Of(situation.Question).Where(word => $"#{Clusters.Find(word)}" == name)
                .All(word => counts.GetValueOrDefault(word) >= situation.Hash.FrequencyCutoff)
            : counts.GetValueOrDefault(name) >= situation.Hash.FrequencyCutoff;

        IEnumerable<string> LongestRuns(string[] words)
        {
            var runs = (from start in Enumerable.Range(0, words.Length)
                        from end in Enumerable.Range(start + 1, words.Length - start)
                        where entities.Contains(string.Join(' ', words[start..end]))
                        select (Start: start, End: end)).ToList();
            return runs.Where(run => !runs.Any(other => other != run && other.Start <= run.Start && other.End >= run.End))
                .Select(run => string.Join(' ', words[run.Start..run.End]));
        }
    }

    internal sealed record Situation(KeyHash Hash, (string, string)[][] Additions, string Question)
    {
        public List<StoredMemory> Memories() =>
            [.. Additions.SelectMany(texts => texts).Select((text, i) => new StoredMemory(i + 1, text.Item1, text.Item2))];

        public KeyHashIndex Build()
        {
            var index = KeyHashIndex.Empty(Hash);
            var memories = new Queue<StoredMemory>(Memories());
            foreach (var texts in Additions)
                index = index.With(texts.Select(_ => memories.Dequeue()).ToList(), index.Epoch + 1);
            return index;
        }
    }
}
