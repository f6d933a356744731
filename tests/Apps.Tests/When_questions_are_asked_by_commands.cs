using System.Text.Json;
using Engram.CommandLine;
using Engram.Contracts.Questions;
using Engram.Gateway.Tests;
using Engram.TestKit;

namespace Engram.Apps.Tests;

/// <summary><c>engram ask</c> and related commands against a real gateway. The test answers the questions.</summary>
public sealed class When_questions_are_asked_by_commands(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private GatewayHost? _gateway;

    public async ValueTask InitializeAsync() =>
        _gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), others => others.Read = Answer);

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_gotten_listed_and_deleted_by_their_ids()
    {
        var file = Write(
            """{"id":"quiz:1","text":"where?","story":["Mary left."]}""",
            """{"id":"quiz:2","text":"nobody knows","story":["Mary left."]}""");
        var asked = await RunAsync("ask", "--file", file);
        Assert.True(asked.ExitCode == ExitCodes.Done, asked.ToString());

        Assert.Equal("home", (await RunAsync("questions", "get", "quiz:1")).Json().GetProperty("answer").GetString());
        Assert.Equal(["quiz:1", "quiz:2"], Ids(await RunAsync("questions", "list")).Order());
        Assert.Equal(["quiz:2"], Ids(await RunAsync("questions", "list", "--state", "unanswered")));
        Assert.Single(Ids(await RunAsync("questions", "list", "--count", "1")));
        var table = await EngramCli.RunAsync("questions", "list", "--model", "memn2n/1", "--url", Url);
        Assert.Equal("quiz:1\twhere?\thome (0.900)", table.Output.Trim());

        Assert.Equal(ExitCodes.Done, (await RunAsync("questions", "delete", "quiz:1")).ExitCode);
        var gone = await RunAsync("questions", "get", "quiz:1");
        Assert.Equal(ExitCodes.Failed, gone.ExitCode);
        Assert.Contains("quiz:1", gone.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, (await RunAsync("questions", "delete", "quiz:1")).ExitCode);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_say_by_the_exit_code_whether_anybody_read_them()
    {
        var story = Write("Mary left.");

        var declined = await RunAsync("ask", "nobody knows", "--story", story);
        Assert.Equal((ExitCodes.Done, "low-score"), (declined.ExitCode, declined.Json().GetProperty("code").GetString()));
        var unknown = await RunAsync("ask", "where?", "--story", story, "--model", "oracle");
        Assert.Equal((ExitCodes.Failed, "unknown-model"), (unknown.ExitCode, unknown.Json().GetProperty("code").GetString()));
        Assert.Contains("no model oracle", unknown.Errors, StringComparison.Ordinal);
        var lines = await RunAsync("ask", "--file", Write("where?", "nobody knows", "where then?"), "--story", story, "--model", "oracle");
        Assert.Equal(ExitCodes.Failed, lines.ExitCode);
        Assert.Contains("3 questions", lines.Errors, StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_go_on_in_a_file_where_a_run_was_cut_short()
    {
        const int Lines = 100, Batch = 32;
        var file = Write([.. Enumerable.Range(1, Lines).Select(number =>
            $$"""{"id":"line-{{number}}","text":"{{(number <= 40 ? "where?" : "wait")}}","story":["a"]}""")]);
        using var first = EngramCli.Start(new Dictionary<string, string>(), "ask", "--file", file, "--json", "--url", Url);
        var told = new List<long>();
        // The second batch of 32 holds questions without an answer yet, so only the first batch is printed.
        while (told.Count < Batch)
            told.Add(LineOf((await first.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!));
        await _gateway!.Others.HearAsync<ReadStory>(2 * Batch);
        first.Kill();
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);

        _gateway.Others.Read = story => [AnswerTo(story)];
        foreach (var waiting in _gateway.Others.Heard.OfType<ReadStory>().Where(story => story.Text == "wait"))
            await _gateway.Bus.Publish(AnswerTo(waiting), TestContext.Current.CancellationToken);
        var second = await RunAsync("ask", "--file", file, "--resume");

        Assert.True(second.ExitCode == ExitCodes.Done, second.ToString());
        Assert.Contains($"behind line {Batch}.", second.Errors, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(Batch + 1, Lines - Batch).Select(line => (long)line), LinesOf(second).Select(LineOf));
        // Questions in flight at the kill are not asked twice.
        Assert.Equal(Lines, await _gateway.CountAsync("gateway.questions"));
        Assert.DoesNotContain("behind line", (await RunAsync("ask", "--file", file, "--resume")).Errors, StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_each_have_one_outcome_in_the_ledger()
    {
        var file = Write("""{"id":"a","text":"where?","story":["a"]}""", "no story", """{"id":"b","text":"nobody knows","story":["a"]}""");
        var taken = await RunAsync("ask", "--file", file);
        Assert.Equal(ExitCodes.Failed, taken.ExitCode);

        var ledger = await RunAsync("ledger", Write(taken.Output.Split('\n')));

        Assert.True(ledger.ExitCode == ExitCodes.Done, ledger.ToString());
        Assert.Equal((2, 1, 1), (Number(ledger, "questions"), Number(ledger, "answered"), Number(ledger, "unanswered")));
        await _gateway!.PostJsonAsync("/v1/questions", new { id = "open", text = "wait", story = new[] { "a" } });
        var unbalanced = await RunAsync("ledger", "--questions", Write("a", "open", "missing"));
        Assert.Equal(ExitCodes.Failed, unbalanced.ExitCode);
        Assert.Equal("open", Assert.Single(unbalanced.Json().GetProperty("pending").EnumerateArray()).GetString());
        Assert.Equal("missing", Assert.Single(unbalanced.Json().GetProperty("lost").EnumerateArray()).GetString());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_not_resume_standard_input()
    {
        var run = await RunAsync("ask", "-", "--resume");

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("name the file", run.Errors, StringComparison.Ordinal);
    }

    private string Url => _gateway!.Http.BaseAddress!.ToString();

    private static IEnumerable<object> Answer(ReadStory story) => story switch
    {
        { Model: "oracle" } => [Decline(story, "unknown-model", "There is no model oracle.")],
        { Text: "nobody knows" } => [Decline(story, "low-score", "No answer is sure.")],
        { Text: "wait" } => [],
        _ => [AnswerTo(story)],
    };

    private static QuestionAnswered AnswerTo(ReadStory story) => new()
    {
        QuestionId = story.QuestionId,
        Model = "memn2n/1",
        Score = 0.9f,
        Answers = [new Answer { Text = "home", Score = 0.8f }],
        Hops = [],
    };

    private static QuestionUnanswered Decline(ReadStory story, string code, string reason) =>
        new() { QuestionId = story.QuestionId, Code = code, Reason = reason };

    private Task<EngramCli.Run> RunAsync(params string[] arguments) => EngramCli.RunAsync([.. arguments, "--json", "--url", Url]);

    private string Write(params string[] lines) => _folder.Write(Guid.NewGuid().ToString("N"), lines);

    private static string[] LinesOf(EngramCli.Run run) => run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string?> Ids(EngramCli.Run run) =>
        LinesOf(run).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString());

    private static int Number(EngramCli.Run ledger, string name) => ledger.Json().GetProperty(name).GetInt32();

    private static long LineOf(string json) => JsonDocument.Parse(json).RootElement.GetProperty("line").GetInt64();
}
