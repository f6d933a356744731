using Engram.ApiContracts.Questions;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary>Posts and questions while a service is killed.</summary>
[Collection(SharesRabbitMqSystem.Name)]
public sealed class When_a_process_is_killed(RabbitMqSystem fixture)
{
    private const int Posts = 500;

    [Fact]
    public async Task Should_give_each_of_500_posts_exactly_one_result_whichever_service_it_was()
    {
        var system = fixture.System;
        var services = system.ProcessIds.Keys.Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["gateway", "inference", "memory-index", "ocr", "trainer", "vision-features"], services);
        var flow = new Flow(system);
        var share = Posts / services.Count;
        foreach (var (index, service) in services.Index())
        {
            var posts = index == services.Count - 1 ? Posts - index * share : share;
            var before = flow.Taken;
            var sending = flow.SendAsync(SamplePosts.Many(posts, $"kill-{service}"));
            await Eventually.HoldsAsync(() => flow.Taken > before, "posts are taken");
            await system.KillAsync(service);
            await sending;
        }

        await flow.ShouldBeTaggedOnceEachAsync(Posts, fixture.Broker.Uri);
    }

    [Fact]
    public async Task Should_answer_from_a_memory_whose_process_died()
    {
        var system = fixture.System;
        var set = $"killed-{Guid.CreateVersion7()}";
        await system.Gateway.MakeMemorySetAsync(set, Contracts.Memories.MemoryFormat.Triples, TestContext.Current.CancellationToken);
        using var triples = new MemoryStream("""{"subject":"Blade Runner","relation":"directed_by","object":"Ridley Scott"}"""u8.ToArray());
        await system.Gateway.ImportAsync(
            set, Contracts.Memories.MemoryFormat.Triples, replace: false, triples, TestContext.Current.CancellationToken);
        await system.KillAsync("memory-index");

        var answered = await system.Gateway.AskAsync(
            new QuestionRequest { Text = "Blade Runner directed_by", Memory = set }, TestContext.Current.CancellationToken);
        Assert.Equal("Ridley Scott", Assert.Single(answered.Answers).Text);
    }
}
