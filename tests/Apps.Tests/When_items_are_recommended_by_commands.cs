using Engram.CommandLine;
using Engram.Contracts.Recommendations;
using Engram.Gateway.Tests;
using Engram.TestKit;

namespace Engram.Apps.Tests;

/// <summary><c>engram sequences</c> and <c>engram recommend</c> against a real gateway. The test recommends.</summary>
public sealed class When_items_are_recommended_by_commands(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private GatewayHost? _gateway;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(
        await postgres.CreateDatabaseAsync(), others => others.Recommend = wanted => [Answer(wanted)]);

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_print_items_with_their_reasons_until_the_subject_is_deleted()
    {
        var file = _folder.In("events.ndjson");
        await File.WriteAllLinesAsync(
            file,
            [
                """{"id":"1","subject":"ann","item":"Jaws","at":"2026-01-01"}""",
                """{"id":"2","subject":"ann","item":"Alien","at":"2026-01-02"}""",
            ],
            TestContext.Current.CancellationToken);
        await RunAsync("sequences", "put", "watched", "--retention-days", "3000");
        Assert.Contains("2 events added to watched", (await RunAsync("sequences", "import", file, "--set", "watched")).Output,
            StringComparison.Ordinal);

        var exported = await RunAsync("sequences", "export", "watched", "--subject", "ann");
        var shown = await RunAsync("recommend", "--set", "watched", "--subject", "ann");
        var own = await RunAsync("recommend", "--item", "Alien", "--json");

        await File.WriteAllTextAsync(file, exported.Output, TestContext.Current.CancellationToken);
        var again = await RunAsync("sequences", "import", file, "--set", "watched", "--json");
        Assert.Equal(2, again.Json().GetProperty("known").GetInt32());
        Assert.Equal(exported.Output, (await RunAsync("sequences", "export", "watched")).Output);
        Assert.StartsWith(
            "ann\t2 events\t2026-01-01", (await RunAsync("sequences", "subjects", "watched")).Output, StringComparison.Ordinal);
        Assert.Contains("after Jaws, Alien", shown.Output, StringComparison.Ordinal);
        Assert.Contains("because of directed_by 0.50: Tim Robbins", shown.Output, StringComparison.Ordinal);
        Assert.Equal("after Alien", own.Json().GetProperty("items")[0].GetProperty("item").GetString());

        await RunAsync("sequences", "delete", "watched", "--subject", "ann");
        var declined = await RunAsync("recommend", "--set", "watched", "--subject", "ann", "--json");
        Assert.Equal("no-history", declined.Json().GetProperty("code").GetString());
        Assert.Contains("3000 days", (await RunAsync("sequences", "list")).Output, StringComparison.Ordinal);
        await RunAsync("sequences", "delete", "watched");
        var gone = await EngramCli.RunAsync("sequences", "subjects", "watched", "--url", Url);
        Assert.Equal(ExitCodes.Failed, gone.ExitCode);
    }

    private string Url => _gateway!.Http.BaseAddress!.ToString();

    private static object Answer(RecommendItems wanted) => wanted.History.Count == 0
        ? new RecommendationDeclined { RecommendationId = wanted.RecommendationId, Code = "no-history", Reason = "Nothing is known." }
        : new ItemsRecommended
        {
            RecommendationId = wanted.RecommendationId,
            Model = "films-ksr/1",
            Items = [new RecommendedItem { Item = $"after {string.Join(", ", wanted.History)}", Score = 0.25f }],
            Relations = [new RelationReason { Relation = "directed_by", Weight = 0.5f, NearestValues = ["Tim Robbins"] }],
        };

    private async Task<EngramCli.Run> RunAsync(params string[] arguments)
    {
        var run = await EngramCli.RunAsync([.. arguments, "--url", Url]);
        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        return run;
    }
}
