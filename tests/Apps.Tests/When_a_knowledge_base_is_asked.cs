using Engram.TestKit;

namespace Engram.Apps.Tests;

/// <summary><c>engram-lab train wikimovies</c>, <c>evaluate wikimovies</c> and their data commands.</summary>
public sealed class When_a_knowledge_base_is_asked : IDisposable
{
    private const string Experiment =
        """
        {"width": 24, "negativeAnswers": 8, "wordMinimumCount": 1, "validationShare": 0.2,
         "training": {"seed": 5, "epochs": 15, "batchExamples": 8, "learningRate": 0.01, "patienceEpochs": 15, "decayEveryEpochs": 0, "keepLast": false}}
        """;

    private readonly TemporaryFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Should_train_on_synthetic_questions_and_evaluate_any_file()
    {
        var kb = _files.Write("kb.txt", Enumerable.Range(0, 12).SelectMany(i => (string[])[$"The Film {i}|directed_by|Person {i % 4} "
            + "Surname", $"The Film {i}|release_year|{1990 + i}"]));
        var asked = _files.Write("asked.tsv", Enumerable.Range(0, 8).SelectMany(i => (string[])[$"who directed The Film {i}\tPerson "
            + $"{i % 4} Surname", $"when was The Film {i} released\t{1990 + i}"]));
        var dev = _files.Write(
            "dev.tsv", ["who directed the_film_5 ?\tperson 1 surname", "when was [The Film 6] released\t1996|1999",
                "who directed nobody knows what\tnobody"]);
        var types = _files.Write("types.txt", ["director", "year", "director"]);

        var data = await EngramCli.RunAsync("data", "wikimovies-questions", "--kb", kb, "--questions", asked, "--leave-out", dev,
            "--count", "20", "--out", _files.In("synthetic.tsv"), "--json");
        Assert.Equal((0, 20), (data.ExitCode, data.Json().GetProperty("synthetic").GetInt32()));
        Assert.DoesNotContain("when was The Film 6 released",
            await File.ReadAllTextAsync(_files.In("synthetic.tsv"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var trained = await EngramCli.RunAsync(
            "train", "wikimovies", "--kb", kb, "--train", asked, _files.In("synthetic.tsv"), "--dev", dev, "--hops", "1", "--experiment",
            _files.Write("tiny.json", [Experiment]),
            "--out", _files.In("models"), "--checkpoints", _files.In("checkpoints"), "--json");
        Assert.True(trained.ExitCode == 0, trained.ToString());

        // With a trailing slash, as shells complete a folder name.
        var model = Assert.Single(Directory.GetDirectories(_files.In("models"))) + "/";
        var evaluated = await EngramCli.RunAsync(
            "evaluate", "wikimovies", "--model", model, "--kb", kb, "--questions", dev, "--types", types, "--json");
        Assert.True(evaluated.ExitCode == 0, evaluated.ToString());
        var figures = evaluated.Json();
        Assert.Equal(2 / 3.0, figures.GetProperty("hits@1").GetDouble(), 1e-9);
        Assert.Equal(2 / 3.0, figures.GetProperty("hits@10").GetDouble(), 1e-9);
        Assert.Equal(2 / 3.0, figures.GetProperty("mrr").GetDouble(), 1e-9);
        Assert.Equal(0.5, figures.GetProperty("types").GetProperty("director").GetProperty("hits@1").GetDouble());
        Assert.Equal(1, figures.GetProperty("types").GetProperty("year").GetProperty("hits@1").GetDouble());
    }

    [Theory]
    [InlineData("sentence")]
    [InlineData("window-title")]
    public async Task Should_read_documents_in_place_of_facts(string representation)
    {
        var kb = _files.Write("kb.txt", Enumerable.Range(0, 12).SelectMany(i => (string[])[$"The Film {i}|directed_by|Person {i % 4} "
            + "Surname", $"The Film {i}|release_year|{1990 + i}"]));
        var asked = _files.Write("asked.tsv", Enumerable.Range(0, 12).SelectMany(i => (string[])[$"who directed The Film {i}\tPerson "
            + $"{i % 4} Surname", $"when was The Film {i} released\t{1990 + i}"]));
        var written = await EngramCli.RunAsync(
            "data", "movie-documents", "--kb", kb, "--templates", "all", "--coreference", "--out", _files.In("documents.jsonl"), "--json");
        Assert.Equal((0, 12), (written.ExitCode, written.Json().GetProperty("synthetic").GetInt32()));

        var trained = await EngramCli.RunAsync(
            "train", "wikimovies", "--kb", kb, "--train", asked, "--dev", asked, "--documents", _files.In("documents.jsonl"),
            "--represent", representation,
            "--experiment", _files.Write("tiny.json", [Experiment]), "--out", _files.In("models"), "--checkpoints",
            _files.In("checkpoints"), "--json");
        Assert.True(trained.ExitCode == 0, trained.ToString());

        string[] evaluation = ["evaluate", "wikimovies", "--model", _files.In("models"), "--kb", kb, "--questions", asked, "--json"];
        var evaluated = await EngramCli.RunAsync([.. evaluation, "--documents", _files.In("documents.jsonl")]);
        Assert.True(evaluated.ExitCode == 0, evaluated.ToString());
        Assert.Equal(trained.Json().GetProperty("metrics").GetProperty("dev.hits@1").GetDouble(),
            evaluated.Json().GetProperty("hits@1").GetDouble(), 1e-9);
        Assert.Contains("name their file", (await EngramCli.RunAsync(evaluation)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_what_is_wrong_with_a_file()
    {
        var kb = _files.Write("kb.txt", ["Jaws|directed_by"]);
        var run = await EngramCli.RunAsync("train", "wikimovies", "--kb", kb, "--train", kb, "--dev", kb, "--out", _files.In("models"),
            "--checkpoints", _files.In("checkpoints"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"Line 1 of {kb} is no triple", run.Errors, StringComparison.Ordinal);
        var missing = await EngramCli.RunAsync("evaluate", "wikimovies", "--model", _files.In("nothing"), "--kb", kb, "--questions", kb);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("There is no folder", missing.Errors, StringComparison.Ordinal);
    }
}
