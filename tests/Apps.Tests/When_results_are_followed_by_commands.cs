using System.Diagnostics;
using System.Text.Json;
using Engram.CommandLine;
using Engram.Contracts.Keyphrases;
using Engram.Gateway.Tests;
using Engram.TestKit;

namespace Engram.Apps.Tests;

/// <summary><c>engram watch</c>, <c>engram posts</c> and <c>engram webhooks</c> against a real gateway.</summary>
public sealed class When_results_are_followed_by_commands(PostgresFixture postgres) : IAsyncLifetime
{
    private GatewayHost? _gateway;

    private GatewayHost Gateway => _gateway!;

    private IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string> { ["ENGRAM_URL"] = Gateway.Http.BaseAddress!.ToString() };

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(
        await postgres.CreateDatabaseAsync(), others => others.Predict = Tag);

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    [Fact(Timeout = 300_000)]
    public async Task Should_print_posts_as_they_are_tagged_and_list_and_delete_them()
    {
        using var watching = EngramCli.Start(Environment, "watch", "--json");
        var first = ReadTypeAsync(watching);
        var posts = 0;
        await Eventually.HoldsAsync(
            async () =>
            {
                await PostAsync($"early{posts++}");
                return first.IsCompleted;
            },
            "the command is connected and prints", minutes: 4);
        await PostAsync("p1");
        await Gateway.SendAsync(HttpMethod.Delete, "/v1/posts/p1");
        var types = new List<string> { await first };
        while (types[^1] != "post.deleted p1")
            types.Add(await ReadTypeAsync(watching));
        watching.Kill();
        await Gateway.PostJsonAsync("/v1/posts", new { source = "x", sourceId = "2", text = "hello\nagain" }, waitSeconds: 50);

        var listed = await RunAsync("posts", "list", "--source", "x", "--tag", "spn family");
        var shown = await RunAsync("get", "x:2", "--json");
        var deleted = await RunAsync("posts", "delete", "x:2");

        Assert.StartsWith("post.tagged early", types[0], StringComparison.Ordinal);
        Assert.Equal("x:2\thello again\tspn family (0.500, CopiedFromPost)", listed.Output.Trim());
        Assert.Equal("tagged", shown.Json().GetProperty("state").GetString());
        Assert.Equal(ExitCodes.Done, deleted.ExitCode);
        Assert.Contains("no such post", (await RunAsync("posts", "get", "x:2")).Errors, StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_keep_webhooks()
    {
        var added = (await RunAsync("webhooks", "add", "https://192.0.43.8/hook", "--type", "post.tagged", "--json")).Json();
        var id = added.GetProperty("id").GetString()!;

        var listed = await RunAsync("webhooks", "list");
        var disabled = await RunAsync("webhooks", "disable", id, "--json");
        var replayed = await RunAsync("webhooks", "replay", id, "--from", "2026-01-01T00:00:00Z");
        var deleted = await RunAsync("webhooks", "delete", id);

        Assert.StartsWith("whsec_", added.GetProperty("secret").GetString(), StringComparison.Ordinal);
        Assert.Equal($"{id}\thttps://192.0.43.8/hook\tenabled", listed.Output.Trim());
        Assert.False(disabled.Json().GetProperty("enabled").GetBoolean());
        Assert.Equal("post.tagged", disabled.Json().GetProperty("types")[0].GetString());
        Assert.Equal("0 deliveries are sent again.", replayed.Output.Trim());
        Assert.Equal(ExitCodes.Done, deleted.ExitCode);
        Assert.Equal("", (await RunAsync("webhooks", "list")).Output);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_complete_commands_in_a_shell()
    {
        var script = await RunAsync("completion", "bash");
        var suggested = await RunAsync("[suggest:10]", "engram web");

        Assert.Contains("complete -o default -F _engram engram", script.Output, StringComparison.Ordinal);
        Assert.Equal("webhooks", suggested.Output.Trim());
    }

    private static IEnumerable<object> Tag(PredictKeyphrases command) =>
    [
        new KeyphrasesPredicted
        {
            CommandId = command.CommandId,
            PostId = command.PostId,
            Model = "tagger/1",
            Keyphrases =
            [
                new Keyphrase
                {
                    Phrase = "spn family", Hashtag = "#SpnFamily", Score = 0.5f, Source = KeyphraseSource.CopiedFromPost, Words = [],
                },
            ],
        },
    ];

    private Task PostAsync(string id) => Gateway.PostJsonAsync("/v1/posts", new { id, text = "hello" }, waitSeconds: 50);

    /// <summary>Returns type and subject of the next event that the command prints.</summary>
    private static async Task<string> ReadTypeAsync(Process watching)
    {
        var line = await watching.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var happened = JsonDocument.Parse(line!).RootElement;
        var subject = happened.GetProperty(happened.GetProperty("post").ValueKind == JsonValueKind.Null ? "deleted" : "post");
        return $"{happened.GetProperty("type")} {subject.GetProperty("id")}";
    }

    private Task<EngramCli.Run> RunAsync(params string[] arguments) => EngramCli.RunAsync(Environment, arguments);
}
