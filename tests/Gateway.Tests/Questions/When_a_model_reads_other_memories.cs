using Engram.Contracts.Models;
using Engram.Contracts.Questions;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Questions;

/// <summary>The hop limits of a question, chosen from the models that are loaded.</summary>
public sealed class When_a_model_reads_other_memories(PostgresFixture postgres)
{
    private const string Named = "two-steps";

    private static readonly HopLimits TwoSteps = new() { MaxMemories = 300, Steps = 2, MaxFacts = 1000, MaxFactsOnTheWay = 100 };
    private static readonly HopLimits ThreeSteps = TwoSteps with { Steps = 3 };
    private static readonly DateTimeOffset Morning = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact(Timeout = 300_000)]
    public async Task Should_ask_for_those_of_the_version_that_was_loaded_last()
    {
        await using var gateway = await StartAsync(_ => []);
        await LoadAsync(gateway, Model(Named, "2", "host-2") with { HopLimits = ThreeSteps, LoadedAt = Morning.AddHours(1) });
        await LoadAsync(gateway, Model(Named, "1", "host-1") with { HopLimits = TwoSteps });
        await LoadAsync(gateway, Model("default", "1", "host-1") with { HopLimits = TwoSteps, AnswersByDefault = true });
        await LoadAsync(gateway, Model("plain", "1", "host-1"));

        Assert.Equal(ThreeSteps, await LimitsOfAsync(gateway, Named));
        Assert.Equal(TwoSteps, await LimitsOfAsync(gateway, model: null));
        Assert.Null(await LimitsOfAsync(gateway, "plain"));

        await LoadAsync(gateway, Model(Named, "1", "host-1") with { HopLimits = TwoSteps, LoadedAt = Morning.AddHours(2) });
        Assert.Equal(TwoSteps, await LimitsOfAsync(gateway, Named));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_ask_at_once_where_no_instance_has_told_of_it_and_again_for_those_it_reads()
    {
        await using var gateway = await StartAsync(question =>
            question.HopLimits == TwoSteps ? [AnswerTo(question)]
                : [new RecallRejected { QuestionId = question.QuestionId, HopLimits = TwoSteps }]);

        var question = await (await gateway.PostJsonAsync("/v1/questions", Request(Named), waitSeconds: 50)).JsonAsync();

        Assert.Equal("answered", question.GetProperty("state").GetString());
        Assert.Equal([null, TwoSteps], gateway.Others.Heard.OfType<QuestionAsked>().Select(asked => asked.HopLimits));
        Assert.Equal(0, await gateway.ScalarAsync<int>("select redrives from gateway.questions"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_ask_for_the_same_when_the_process_starts_again()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var first = await StartAsync(_ => [], database))
        {
            await LoadAsync(first, Model(Named, "1", "host-1") with { HopLimits = TwoSteps });
            Assert.Equal(TwoSteps, await LimitsOfAsync(first, Named));
        }

        await using var second = await StartAsync(_ => [], database);

        Assert.Equal(TwoSteps, (await second.Others.HearAsync<QuestionAsked>(1))[0].HopLimits);
    }

    private static ModelLoaded Model(string name, string version, string instance) => new()
    {
        Name = name,
        Version = version,
        Kind = "kv-memnn",
        Device = "cpu",
        Instance = instance,
        LoadedAt = Morning,
        Metrics = new Dictionary<string, double>(),
    };

    private static object Request(string? model) => new { text = "who?", memory = "movies", model };

    private static QuestionAnswered AnswerTo(QuestionAsked question) => new()
    {
        QuestionId = question.QuestionId,
        Model = Named + "/1",
        Answers = [new Answer { Text = "Steven Spielberg", Score = 0.9f }],
        Hops = [],
    };

    private static async Task LoadAsync(GatewayHost gateway, ModelLoaded model)
    {
        var before = await gateway.CountAsync("gateway.inbox");
        await gateway.PublishAsync(model);
        while (await gateway.CountAsync("gateway.inbox") == before)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private static async Task<HopLimits?> LimitsOfAsync(GatewayHost gateway, string? model)
    {
        var before = gateway.Others.Heard.OfType<QuestionAsked>().Count();
        (await gateway.PostJsonAsync("/v1/questions", Request(model))).EnsureSuccessStatusCode();
        return (await gateway.Others.HearAsync<QuestionAsked>(before + 1))[before].HopLimits;
    }

    private async Task<GatewayHost> StartAsync(Func<QuestionAsked, IEnumerable<object>> ask, string? database = null)
    {
        var gateway = await GatewayHost.StartAsync(database ?? await postgres.CreateDatabaseAsync(), others => others.Ask = ask);
        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/movies");
        return gateway;
    }
}
