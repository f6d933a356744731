using System.Collections.Concurrent;
using System.Text;
using Engram.ApiContracts.Questions;
using Engram.ApiContracts.Recommendations;
using Engram.ApiContracts.Sequences;
using Engram.Client;
using Engram.TestKit;
using Npgsql;

namespace Engram.EndToEnd.Tests;

/// <summary>Posts and questions while a service is killed.</summary>
[Collection(SharesRabbitMqSystem.Name)]
public sealed class When_a_process_is_killed(RabbitMqSystem fixture)
{
    private const int Posts = 500;
    private const int Events = 5000;
    private const int Subjects = 100;
    private const int Recommendations = 500;

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

    [Fact]
    public async Task Should_keep_every_event_once_recommend_once_for_every_request_and_never_see_a_deleted_subject_again()
    {
        var gateway = fixture.System.Gateway;
        var set = $"killed-{Guid.CreateVersion7()}";
        var token = TestContext.Current.CancellationToken;
        var groups = Enumerable.Range(0, Events).Select(EventLine).Chunk(Events / 20).Select(lines => string.Join('\n', lines)).ToList();
        await gateway.PutSequenceSetAsync(set, new SequenceSetOptions(), token);
        await AddAsync(groups[0]);

        var asked = new ConcurrentBag<RecommendationResource>();
        var adding = Task.Run(async () =>
        {
            foreach (var lines in groups.Skip(1))
                await AddAsync(lines);
        }, token);
        var asking = Parallel.ForAsync(
            0, Recommendations, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = token }, async (number, _) =>
                asked.Add(await PersistAsync(() => gateway.AskForRecommendationAsync(
                    new RecommendationRequest { Set = set, Subject = $"s{number % Subjects}" }, token))));
        foreach (var (place, service) in ((string[])["inference", "gateway"]).Index())
        {
            await Eventually.HoldsAsync(() => asked.Count > place * Recommendations / 4, "requests are taken");
            await fixture.System.KillAsync(service);
        }

        await Task.WhenAll(adding, asking);
        foreach (var one in asked)
            Assert.Equal(RecommendationState.Recommended, (await PersistAsync(() => gateway.FinishAsync(one, token))).State);
        Assert.Equal(Events, await ScalarAsync("select count(*) from gateway.sequence_events where set_id = $1"));
        Assert.Equal(0, await ScalarAsync(
            """
            select count(*) from (
                select e.subject from gateway.events as e join gateway.recommendations as r on r.id = e.subject where r.set_id = $1
                group by e.subject having count(*) > 1) as told_twice
            """));

        await gateway.DeleteSubjectAsync(set, "s1", token);
        foreach (var lines in groups)
            await AddAsync(lines);
        var forgotten = await gateway.RecommendAsync(new RecommendationRequest { Set = set, Subject = "s1" }, token);
        Assert.Equal(("no-history", 0), (forgotten.Code, forgotten.Position));
        Assert.Equal(Events - Events / Subjects, await ScalarAsync("select count(*) from gateway.sequence_events where set_id = $1"));

        Task<EventUploadResult> AddAsync(string lines) => PersistAsync(async () =>
        {
            using var body = new MemoryStream(Encoding.UTF8.GetBytes(lines));
            return await gateway.AddEventsAsync(set, body, token);
        });

        async Task<long> ScalarAsync(string sql)
        {
            await using var connection = new NpgsqlConnection(fixture.Database.ConnectionString);
            await connection.OpenAsync(token);
            await using var id = new NpgsqlCommand("select id from gateway.sequence_sets where name = $1", connection);
            id.Parameters.Add(new NpgsqlParameter { Value = set });
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.Add(new NpgsqlParameter { Value = await id.ExecuteScalarAsync(token) });
            return (long)(await command.ExecuteScalarAsync(token))!;
        }
    }

    private static string EventLine(int number)
    {
        string[] films = ["Fight Club", "The Running Man", "Young Frankenstein", "Sweet Home Alabama", "Held Up"];
        var (film, at) = (films[number / Subjects % films.Length], DateTimeOffset.UnixEpoch.AddMinutes(number));
        return $$"""{"id":"{{number}}","subject":"s{{number % Subjects}}","item":"{{film}}","at":"{{at:O}}"}""";
    }

    /// <summary>Repeats a request while the gateway is away.</summary>
    private static async Task<T> PersistAsync<T>(Func<Task<T>> request)
    {
        while (true)
        {
            try
            {
                return await request();
            }
            catch (GatewayUnavailableException)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }
}
