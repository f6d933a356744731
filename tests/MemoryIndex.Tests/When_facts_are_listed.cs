using Engram.Contracts.Memories;
using Engram.TestKit;

namespace Engram.MemoryIndex.Tests;

/// <summary>Listing the facts of a memory set, page by page.</summary>
public sealed class When_facts_are_listed(PostgresFixture postgres)
{
    private static readonly (string, string, string)[] Facts =
    [
        ("Amélie", "directed_by", "Jean-Pierre Jeunet"), (
            "Amélie", "release_year", "2001"), ("Delicatessen", "directed_by", "Jean-Pierre Jeunet"),
        ("Narcissus", "loves", "Narcissus"), ("Москва", "located_in", "Россия"),
    ];

    [Fact]
    public async Task Should_list_each_fact_once_in_the_order_they_were_stored()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = await StoreAsync(service);

        Assert.Equal(Facts.Select(fact => $"{fact.Item1} {fact.Item2} {fact.Item3}"), await ListAsync(service, set, _ => _));
        Assert.Empty((await service.ListAsync(new ListFacts { SetId = Guid.NewGuid(), MaxFacts = 10 })).Facts);
    }

    [Theory]
    [InlineData("AMELIE", null, null, "Amélie directed_by Jean-Pierre Jeunet", "Amélie release_year 2001")]
    [InlineData("Ame\u0301lie ", "release_year", null, "Amélie release_year 2001")]
    [InlineData("jean-pierre jeunet", null, null, "Amélie directed_by Jean-Pierre Jeunet", "Delicatessen directed_by Jean-Pierre Jeunet")]
    [InlineData("jeunet", null, null)]
    [InlineData("Narcissus", null, null, "Narcissus loves Narcissus")]
    [InlineData("москва", null, null, "Москва located_in Россия")]
    [InlineData(null, "directed_by", null, "Amélie directed_by Jean-Pierre Jeunet", "Delicatessen directed_by Jean-Pierre Jeunet")]
    [InlineData(null, "Directed_by", null)]
    [InlineData(null, null, "JEUNET amelie", "Amélie directed_by Jean-Pierre Jeunet")]
    [InlineData("2001", null, "amelie", "Amélie release_year 2001")]
    [InlineData(null, "directed_by", "delicatessen", "Delicatessen directed_by Jean-Pierre Jeunet")]
    [InlineData(null, null, "...")]
    public async Task Should_list_what_meets_every_condition(string? entity, string? relation, string? text, params string[] expected)
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = await StoreAsync(service);

        Assert.Equal(
            expected, await ListAsync(service, set, request => request with { Entity = entity, Relation = relation, Text = text }));
    }

    [Fact]
    public async Task Should_list_sentences_of_documents_and_posts_by_their_kind()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        await service.StoreAsync(await service.PutChunkAsync(
            set, MemoryFormat.Documents, 0, """{"title":"Jaws","text":"It was directed by Steven Spielberg."}"""));
        await service.StoreAsync(
            await service.PutChunkAsync(set, MemoryFormat.Posts, 0, """{"id":"p1","text":"Dog days","keyphrases":["dogs","florence"]}"""));

        var facts = (await service.ListAsync(new ListFacts { SetId = set.SetId, MaxFacts = 10 })).Facts;

        Assert.Equal([FactKind.Sentence, FactKind.Post], facts.Select(fact => fact.Kind));
        Assert.Equal(["It was directed by Steven Spielberg.", "dog days"], facts.Select(fact => fact.Text));
        Assert.Equal(("p1", "dogs florence"), (facts[1].PostId, string.Join(' ', facts[1].Keyphrases!)));
        Assert.Equal(["p1"], (await service.ListAsync(new ListFacts { SetId = set.SetId, Text = "florence", MaxFacts = 10 })).Facts.Select(
            fact => fact.PostId));
    }

    [Fact]
    public async Task Should_go_on_where_the_page_before_ended_whatever_left_in_between()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = await StoreAsync(service);

        var first = await service.ListAsync(new ListFacts { SetId = set.SetId, MaxFacts = 2 });
        await service.WithdrawAsync(set, MemoryFormat.Triples, MemoryService.Triple("Amélie", "release_year", "2001"));
        var second = await service.ListAsync(new ListFacts { SetId = set.SetId, MaxFacts = 2, After = first.Next!.Value });
        var last = await service.ListAsync(new ListFacts { SetId = set.SetId, MaxFacts = 2, After = second.Next!.Value });

        Assert.Equal(["Delicatessen", "Narcissus"], second.Facts.Select(fact => fact.Subject));
        Assert.Equal(("Москва", null), (Assert.Single(last.Facts).Subject, last.Next));
    }

    [Fact]
    public async Task Should_end_a_page_early_that_would_be_too_long_for_a_message()
    {
        await using var service = await MemoryService.StartAsync(
            await postgres.CreateDatabaseAsync(), ("MemoryIndex:MaxListedCharacters", "256"));
        var set = MemoryService.NewSet();
        await service.StoreAsync(set, ("Jaws", "has_plot", new string('x', 900)), ("Jaws", "rated", "PG"));

        var first = await service.ListAsync(new ListFacts { SetId = set.SetId, MaxFacts = 10 });
        var second = await service.ListAsync(new ListFacts { SetId = set.SetId, MaxFacts = 10, After = first.Next!.Value });

        Assert.Equal("has_plot", Assert.Single(first.Facts).Relation);
        Assert.Equal(("rated", null), (Assert.Single(second.Facts).Relation, second.Next));
    }

    [Fact]
    public async Task Should_tell_where_a_fact_comes_from_and_when_it_was_stored_as_it_came_first()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        const string fact = """{"subject":"Jaws","relation":"rated","object":"PG","source":""";
        await service.StoreAsync(await service.PutChunkAsync(set, MemoryFormat.Triples, 0, fact + "\" a list \"}"));
        var listed = Assert.Single((await service.ListAsync(new ListFacts { SetId = set.SetId, MaxFacts = 10 })).Facts);

        await service.StoreAsync(await service.PutChunkAsync(set, MemoryFormat.Triples, 0, fact + "\"another\"}") with { Replaces = true });

        Assert.Equal("a list", listed.Source);
        Assert.Equal(listed.StoredAt, await StoredAtAsync(service));
        Assert.Equal(listed, Assert.Single((await service.ListAsync(new ListFacts { SetId = set.SetId, MaxFacts = 10 })).Facts));
        // Both memories of the fact, one per direction, keep its source and time.
        Assert.Equal(2, await service.CountAsync("memory.memories where origin = 'a list' and stored_at is not null"));
    }

    [Fact]
    public async Task Should_take_texts_that_are_longer_than_an_index_row()
    {
        await using var service = await MemoryService.StartAsync(await postgres.CreateDatabaseAsync());
        var set = MemoryService.NewSet();
        var (subject, relation) = (LongText(1000, ' '), LongText(1000, '_'));

        await service.StoreAsync(set, (subject, relation, subject));
        await service.StoreAsync(
            await service.PutChunkAsync(set, MemoryFormat.Posts, 0, $$"""{"text":"{{LongText(900_000, ' ')}}","keyphrases":["long"]}"""));

        Assert.Single(
            (await service.ListAsync(new ListFacts { SetId = set.SetId, Entity = subject, Relation = relation, MaxFacts = 10 })).Facts);
    }

    // Characters of several UTF-8 bytes each, hard to compress.
    private static string LongText(int characters, char separator)
    {
        var random = new Random(3);
        return string.Concat(Enumerable.Range(0, characters).Select(at => at % 8 == 7 ? separator : (char)random.Next(0x4E00, 0x9FA0)));
    }

    private static async Task<DateTimeOffset> StoredAtAsync(MemoryService service) =>
        new(await service.ScalarAsync<DateTime>("select max(stored_at) from memory.memories"));

    private static async Task<MemorySetDefinition> StoreAsync(MemoryService service)
    {
        var set = MemoryService.NewSet();
        await service.StoreAsync(set, Facts);
        return set;
    }

    private static async Task<IEnumerable<string>> ListAsync(
        MemoryService service, MemorySetDefinition set, Func<ListFacts, ListFacts> filter) =>
        (await service.ListAsync(filter(new ListFacts { SetId = set.SetId, MaxFacts = 10 }))).Facts.Select(
            fact => $"{fact.Subject} {fact.Relation} {fact.ObjectText}");
}
