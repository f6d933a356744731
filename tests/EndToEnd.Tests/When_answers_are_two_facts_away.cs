using Engram.ApiContracts.Memories;
using Engram.ApiContracts.Questions;
using Engram.Contracts.Memories;
using Engram.Messaging.Bus;
using Engram.TestKit;
using Engram.Training.Torch;

namespace Engram.EndToEnd.Tests;

/// <summary>Trains, evaluates and serves a two-step network with the user's commands. The served model must score as it did in the
/// evaluation.</summary>
public sealed class When_answers_are_two_facts_away : IAsyncLifetime
{
    private const string Model = "two-steps";

    private const string Experiment =
        """
        {"width": 32, "steps": 2, "hops": 2, "negativeAnswers": 16, "wordMinimumCount": 1, "validationShare": 0.1,
         "training": {"seed": 5, "epochs": 12, "batchExamples": 8, "learningRate": 0.01, "patienceEpochs": 12, "decayEveryEpochs": 0, "keepLast": false}}
        """;

    private readonly TemporaryFolder _files = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Models => _files.In("models");

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Models);
        foreach (var package in Directory.EnumerateDirectories(Repository.PathOf("models")))
            Directory.CreateSymbolicLink(Path.Combine(Models, Path.GetFileName(package)), package);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _files.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Should_be_answered_as_the_model_was_measured()
    {
        Assert.SkipUnless(TorchBridge.IsAvailable, TorchBridge.UnavailableReason ?? "");
        (string Subject, string Relation, string Object)[] facts =
            [.. Enumerable.Range(0,
                24).SelectMany(i => ((string, string, string)[])[($"The Film {i}", "directed_by", $"Person {i % 8} Surname"),
                    ($"The Film {i}", "written_by", $"Writer {i * 5 % 9} Pen")])];
        (string Text, string[] Answers)[] asked =
        [
            .. Enumerable.Range(0, 24).Select(
                i => ($"who wrote the films of the director of The Film {i}", Names(facts, $"The Film {i}", "directed_by", "written_by"))),
            .. Enumerable.Range(0, 24).Select(
                i => ($"who directed the films of the writer of The Film {i}", Names(facts, $"The Film {i}", "written_by", "directed_by"))),
        ];
        var kb = _files.Write("kb.txt", facts.Select(fact => $"{fact.Subject}|{fact.Relation}|{fact.Object}"));
        var questions = _files.Write("questions.tsv", asked.Select(one => $"{one.Text}\t{string.Join('|', one.Answers)}"));
        await RunAsync("train", "wikimovies", "--name", Model, "--kb", kb, "--train", questions, "--dev", questions, "--experiment",
            _files.Write("tiny.json", [Experiment]), "--out", Models, "--checkpoints", _files.In("checkpoints"));
        await RunAsync("models", "promote", Model, "1", "--models", Models);
        var measured = (
            await RunAsync("evaluate", "wikimovies", "--model", Path.Combine(Models, Model), "--kb", kb, "--questions", questions,
                "--json")).Json().GetProperty("hits@1").GetDouble();

        await using var system = await RunningSystem.StartAsync(
            MessagingTransport.InMemory, new Dictionary<string, string> { ["Models__Directory"] = Models });
        foreach (var (set, way) in new[] { ("by-entities", HashingStrategy.Entities), ("by-words", HashingStrategy.Words) })
        {
            await system.Gateway.MakeMemorySetAsync(set, new MemorySetOptions { Hashing = way }, Cancellation);
            await system.RunAsync("memories", "import", _files.Write("facts.ndjson", facts.Select(fact => $$"""{"subject": "{{fact.Subject}}", "relation": "{{fact.Relation}}", "object": "{{fact.Object}}"}""")), "--set", set, "--format", "triples");
        }

        // All questions go over one connection: a busy machine can't open 48 database connections within the request timeout.
        var lines = await system.Gateway.AskLinesAsync(
            asked.Select(one => new QuestionRequest { Text = one.Text, Memory = "by-entities", Model = Model }), Cancellation);
        var served = new List<QuestionResource>();
        foreach (var line in lines)
            served.Add(await system.Gateway.FinishAsync(line.Question!, Cancellation));
        Assert.Equal(asked.Length, served.Count);
        Assert.Equal(
            measured, served.Zip(asked)
                .Average(
                    pair => pair.Second.Answers.Contains(pair.First.Answers.Concat(pair.First.Candidates).FirstOrDefault()?.Text) ? 1.0
                        : 0), 1e-9);
        Assert.True(measured > 0.5, $"hits@1 is {measured}");

        var declined = await system.Gateway.AskAsync(
            new QuestionRequest { Text = asked[0].Text, Memory = "by-words", Model = Model }, Cancellation);
        Assert.Equal("model-does-not-fit", declined.Code);
    }

    /// <summary>The <paramref name="wanted"/> objects of all subjects that have the same <paramref name="shared"/> object as
    /// <paramref name="subject"/>.</summary>
    private static string[] Names(
        IEnumerable<(string Subject, string Relation, string Object)> facts, string subject, string shared, string wanted)
    {
        var between = facts.Where(fact => fact.Subject == subject && fact.Relation == shared).Select(fact => fact.Object).ToHashSet();
        var subjects = facts.Where(fact => fact.Relation == shared && between.Contains(fact.Object)).Select(fact => fact.Subject)
            .ToHashSet();
        return [.. facts.Where(fact => fact.Relation == wanted && subjects.Contains(fact.Subject)).Select(fact => fact.Object).Distinct()];
    }

    private static async Task<EngramCli.Run> RunAsync(params string[] arguments)
    {
        var run = await EngramCli.RunAsync(arguments);
        Assert.True(run.ExitCode == 0, run.ToString());
        return run;
    }
}
