using System.Globalization;
using System.Text.Json;
using Engram.Contracts.Keyphrases;
using Engram.TestKit;
using Npgsql;

namespace Engram.Gateway.Tests.Sources;

/// <summary>A stream whose connection is killed every 500 events and whose gateway restarts once. Default 2,000 events;
/// <c>ENGRAM_RECORDED_EVENTS</c> sets another multiple of 500.</summary>
public sealed class When_a_recorded_stream_is_played(PostgresFixture postgres, ITestOutputHelper output)
{
    private const int EventsPerConnection = 500;
    private const int Seed = 20;

    private static readonly int Events =
        int.Parse(Environment.GetEnvironmentVariable("ENGRAM_RECORDED_EVENTS") ?? "2000", CultureInfo.InvariantCulture);

    [Fact(Timeout = 3_600_000)]
    public async Task Should_leave_one_current_result_of_each_live_post_and_none_of_others()
    {
        var stream = new RecordedStream(Events, Seed);
        await using var server = await stream.PlayAsync(EventsPerConnection);
        var database = await postgres.CreateDatabaseAsync();
        var began = TimeProvider.System.GetTimestamp();
        OtherServices others;
        await using (var first = await StartAsync(database))
        {
            others = first.Others;
            await first.FollowAsync("recorded", server.WebSocketAddress);
            await first.UntilAsync("/v1/sources/recorded", source => Done(source) >= Events / 2);
        }

        await using var gateway = await StartAsync(database);
        await gateway.UntilAsync("/v1/sources/recorded", source => source.GetProperty("cursor").GetString() == stream.LastCursor);
        var source = await gateway.UntilAsync("/v1/sources/recorded", source => Count(source, "tagged") == stream.Live.Count);
        output.WriteLine($"{Events} events in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F0} s: {source}");

        Assert.Equal(stream.Live.OrderBy(post => post.Key, StringComparer.Ordinal), await ResultsAsync(gateway));
        Assert.Equal(stream.Versions, Count(source, "accepted") + Count(source, "edited"));
        Assert.Equal(0, Count(source, "refused"));
        Assert.Equal(Events / EventsPerConnection, stream.Kills);
        Assert.Equal((true, 0), (Count(source, "lostConnections") > 0, Count(source, "gapCount")));
        // A prediction that is requested again after the restart keeps its command id.
        var requested = others.Heard.Concat(gateway.Others.Heard).OfType<PredictKeyphrases>().Select(command => command.CommandId);
        Assert.InRange(requested.Distinct().Count(), 1, stream.Versions);
    }

    private static int Count(JsonElement source, string member) => source.GetProperty(member).GetInt32();

    private static int Done(JsonElement source) =>
        ((string[])["accepted", "edited", "repeated", "deleted", "skipped"]).Sum(member => Count(source, member));

    /// <summary>Source id and keyphrases of every stored post.</summary>
    private static async Task<List<KeyValuePair<string, string>>> ResultsAsync(GatewayHost gateway)
    {
        await using var command = gateway.Of<NpgsqlDataSource>().CreateCommand(
            """
            select source_id, string_agg(keyphrase ->> 'phrase', ' | ')
            from gateway.posts left join json_array_elements(keyphrases) as keyphrase on true group by source_id
            """);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var results = new List<KeyValuePair<string, string>>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            results.Add(new(reader.GetString(0), reader.GetString(1)));
        return [.. results.OrderBy(result => result.Key, StringComparer.Ordinal)];
    }

    /// <summary>Starts a gateway whose model tags each post with its own text, so that a result shows its version.</summary>
    private static Task<GatewayHost> StartAsync(string database) => GatewayHost.StartAsync(
        database, others => others.Predict = command => [Answers.To(command, command.Text)], ("Gateway:AllowPrivateSources", "true"));
}
