using Engram.Contracts.Questions;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;

namespace Engram.MemorySearch.Tests;

/// <summary><see cref="EntityLinker"/>.</summary>
public sealed class When_a_question_names_entities
{
    private static readonly KeyHashIndex Index = IndexOf(
        ("The Matrix", "directed_by", "Lana Wachowski"), ("The Matrix Reloaded", "directed_by", "Lana Wachowski"),
        ("Halloween (1978)", "directed_by", "John Carpenter"),
        ("Halloween (2018)", "directed_by", "David Gordon Green"), ("Ocean's Eleven", "directed_by", "Steven Soderbergh"),
        ("Big House 2", "directed_by", "John Whitesell"));

    [Fact]
    public void Should_find_the_longest_name_first()
    {
        var mentions = new EntityLinker(Index).Link("who directed the matrix reloaded");
        Assert.Equal((2, 3, "The Matrix Reloaded", MentionMatch.Exact), Of(mentions[0]));
        Assert.Contains(mentions, mention => mention.Entities.SequenceEqual(["The Matrix"]));
    }

    [Fact]
    public void Should_find_a_name_in_another_spelling() =>
        Assert.Equal((2, 2, "Ocean's Eleven", MentionMatch.Exact), Of(new EntityLinker(Index).Link("who directed OCEANS ELEVEN")[0]));

    [Fact]
    public void Should_find_all_that_a_short_name_may_mean()
    {
        var mention = Assert.Single(new EntityLinker(Index).Link("who directed halloween?"));
        Assert.Equal((MentionMatch.Alias, 2), (mention.Match, mention.Entities.Count));
    }

    [Fact]
    public void Should_read_a_misspelt_name_as_the_nearest()
    {
        var mention = new EntityLinker(Index).Link("who directed the matrxi")[0];
        Assert.Equal((MentionMatch.Corrected, 1, "The Matrix"), (mention.Match, mention.Edits, mention.Entities[0]));
    }

    [Theory]
    [InlineData("who directed big house 3")]
    [InlineData("what is the weather like")]
    [InlineData("who directed them")]
    public void Should_find_none_where_none_is_meant(string question) => Assert.Empty(new EntityLinker(Index).Link(question));

    [Fact]
    public void Should_forget_what_left_the_set()
    {
        var index = Index.Without([1, 2], epoch: 2);
        Assert.DoesNotContain(new EntityLinker(index).Link("who directed the matrix"),
            mention => mention.Entities.Contains("The Matrix") && mention.Match == MentionMatch.Exact);
    }

    [Fact]
    public void Should_recall_each_relation_by_itself()
    {
        var many = Enumerable.Range(0, 3000).Select(i => ($"Film {i}", "has_genre", "Drama")).Append(("Drama", "comes_from", "Greece"))
            .ToArray();
        var recalled = new FactRecall(IndexOf(many), maxFacts: 50, maxCharacters: 1_000_000).Recall("where does drama come from");
        Assert.Equal("Greece", Assert.Single(recalled.Facts, fact => fact.Relation == "comes_from").Memory.Value);
        Assert.Equal(50, recalled.Facts.Count(fact => fact.Relation == "!has_genre"));
        Assert.Equal(("Drama", "!has_genre", 3000), recalled.Cut.Select(cut => (cut.Subject, cut.Relation, cut.Facts)).Single());
    }

    [Fact]
    public void Should_recall_no_more_text_than_fits() =>
        Assert.InRange(
            new FactRecall(Index, maxFacts: 100, maxCharacters: 60).Recall("films of lana wachowski")
                .Facts.Sum(fact => fact.Memory.Key.Length + fact.Memory.Value.Length), 1, 60);

    [Fact]
    public void Should_know_which_relations_have_one_value()
    {
        var index = IndexOf(
            [.. Enumerable.Range(0,
                40).SelectMany(i => (IEnumerable<(string, string, string)>)[($"Film {i}", "release_year", $"19{i:00}"),
                    ($"Film {i}", "actor", $"A{i}"), ($"Film {i}", "actor", $"B{i}")])]);
        Assert.True(index.IsSingleValued("release_year"));
        Assert.False(index.IsSingleValued("actor"));
    }

    private static (int, int, string, MentionMatch) Of(EntityMention mention) =>
        (mention.Start, mention.Length, mention.Entities[0], mention.Match);

    private static KeyHashIndex IndexOf(params (string Subject, string Relation, string Value)[] facts) =>
        KeyHashIndex.Empty(new EntityHash()).With(
        facts.Select(fact => new Triple { Subject = fact.Subject, Relation = fact.Relation, ObjectText = fact.Value })
            .SelectMany(triple => triple.ToMemories()).Select((memory, i) => new StoredMemory(i + 1, memory.Key, memory.Value)), epoch: 1);
}
