using System.Text.Json;
using Engram.CommandLine;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.TestKit.Keyphrases;

namespace Engram.Apps.Tests;

/// <summary><c>engram-lab predict keyphrases</c>.</summary>
public sealed class When_keyphrases_are_predicted : IDisposable
{
    private readonly TemporaryFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Should_print_a_line_for_each_post_whatever_fields_it_has()
    {
        var model = Add(new RandomKeyphraseModel());
        var source = _files.Write("source.txt", "the cat and the jedi", "star wars<sep>star wars;jedi",
            "winter is the year<sep>winter<sep>https://example.com/1.jpg", "<sep>cat", "zqx");

        var run = await PredictAsync("--model", model, "--source", source);

        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        var lines = run.Output.Split('\n')[..^1];
        Assert.Equal(5, lines.Length);
        Assert.All(lines.Take(3), line => Assert.InRange(line.Split(';').Length, 1, 5));
        Assert.All(lines.SelectMany(line => line.Split(';')), phrase => Assert.DoesNotContain("<", phrase, StringComparison.Ordinal));
        Assert.Contains("5 posts", run.Errors, StringComparison.Ordinal);
        Assert.Contains("tagger/1", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_print_a_document_for_each_post_when_json_is_wanted()
    {
        var run = await PredictAsync(
            "--json", "--model", Add(new RandomKeyphraseModel()), "--source", _files.Write("source.txt", "the cat and the jedi", "zqx"));

        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        var posts = run.Output.Split('\n')[..^1].Select(line => JsonDocument.Parse(line).RootElement.GetProperty("keyphrases")).ToArray();
        Assert.Equal(2, posts.Length);
        Assert.NotEqual("", posts[0][0].GetProperty("phrase").GetString());
    }

    [Fact]
    public async Task Should_answer_json_lines_with_their_ids()
    {
        var source = _files.Write("posts.jsonl", "{\"id\": \"a\", \"text\": \"the cat and the jedi\"}",
            "{\"id\": \"b\", \"text\": \"zqx\", \"source\": \"made up\"}");
        var run = await PredictAsync("--model", Add(new RandomKeyphraseModel()), "--source", source);

        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        Assert.Equal(
            ["a", "b"], run.Output.Split('\n')[..^1].Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Should_name_the_json_line_that_is_no_post()
    {
        var run = await PredictAsync("--model", Add(new RandomKeyphraseModel()), "--source",
            _files.Write("posts.jsonl", "{\"id\": \"a\", \"text\": \"x\"}", "{\"id\": \"b\"}"));
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("posts.jsonl:2", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tpu")]
    [InlineData("cuda:first")]
    public async Task Should_refuse_a_device_that_is_none(string device)
    {
        var run = await PredictAsync(
            "--device", device, "--model", Add(new RandomKeyphraseModel()), "--source", _files.Write("source.txt", "the cat"));

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("Device must be 'cpu', 'cuda' or 'cuda:N'", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_predict_the_same_of_a_post_wherever_it_stands()
    {
        var model = Add(new RandomKeyphraseModel { Scale = 2 });
        string[] words = ["cat", "jedi", "zqx", "winter", "the", "spn"];
        string[] posts =
            [.. Enumerable.Range(0,
                70).Select(i => string.Join(' ', Enumerable.Range(i, 1 + (i % 9)).Select(word => words[word * i % words.Length])))];

        var forwards = (await PredictAsync("--model", model, "--source", _files.Write("forwards.txt", posts))).Output.Split('\n')[..^1];
        var backwards = (await PredictAsync("--model", model, "--source", _files.Write("backwards.txt", [.. posts.Reverse()])))
            .Output.Split('\n')[..^1];

        Assert.Equal(posts.Length, forwards.Length);
        Assert.Equal(forwards, backwards.Reverse());
        Assert.True(forwards.Distinct().Count() > 10, string.Join('\n', forwards.Distinct()));
    }

    [Fact]
    public async Task Should_read_the_words_of_pictures_and_what_describes_them()
    {
        var model = Add(new RandomKeyphraseModel());
        var source = _files.Write("source.txt", "a post", "a post");

        var bare = await PredictAsync("--model", model, "--source", source);
        var read = await PredictAsync("--model", model, "--source", source, "--ocr", _files.Write("ocr.txt", "", "star wars winter"),
            "--attributes", _files.Write("attributes.txt", "", ""));
        var described = await PredictAsync("--model", model, "--source", source, "--ocr", _files.Write("none.txt", "", ""), "--attributes",
            _files.Write("attributes.txt", "", "cat family"));

        foreach (var run in new[] { read, described })
        {
            Assert.Equal(bare.Output.Split('\n')[0], run.Output.Split('\n')[0]);
            Assert.NotEqual(bare.Output.Split('\n')[1], run.Output.Split('\n')[1]);
        }
    }

    [Fact]
    public async Task Should_search_as_told()
    {
        var model = Add(new RandomKeyphraseModel());
        var source = _files.Write("source.txt", "the cat and the jedi of the star wars family");
        var run = await PredictAsync("--model", model, "--source", source, "--beam", "3", "--best", "2", "--max-words", "1");
        var phrases = run.Output.TrimEnd('\n').Split(';', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(phrases.Length, 1, 2);
        Assert.All(phrases, phrase => Assert.DoesNotContain(' ', phrase));
    }

    [Fact]
    public async Task Should_let_the_packages_tagged_posts_vote_unless_told_not_to()
    {
        var model = Add(new RandomKeyphraseModel
        {
            Mixture = new Dictionary<string, float> { ["neighbours.share"] = 20 },
            TaggedPosts = ["""{"text": "so much winter today", "keyphrases": ["let it snow"]}""", """{"text": "jedi everywhere", "ocr": "", "attributes": ["cat"], "keyphrases": ["may the fourth"]}"""],
        });
        var source = _files.Write("source.txt", "winter is near", "a jedi");

        var with = await PredictAsync("--model", model, "--source", source);
        var without = await PredictAsync("--model", model, "--source", source, "--without-neighbours");

        Assert.Equal(["let it snow", "may the fourth"], with.Output.Split('\n')[..^1].Select(line => line.Split(';')[0]));
        Assert.DoesNotContain("let it snow", without.Output, StringComparison.Ordinal);
        Assert.Equal(
            (await PredictAsync("--model", Add(new RandomKeyphraseModel { Version = "2" }), "--source", source)).Output, without.Output);
    }

    [Fact]
    public async Task Should_name_the_tagged_post_that_is_none()
    {
        var model = Add(new RandomKeyphraseModel { Mixture = new Dictionary<string, float>(), TaggedPosts = ["""{"text": "winter", "keyphrases": []}""", """{"text": "winter"}"""] });
        var run = await PredictAsync("--model", model, "--source", _files.Write("source.txt", "winter"));
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("tagged-posts.jsonl:2 is no tagged post", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_let_the_classifier_answer_alone()
    {
        var model = new RandomKeyphraseModel();
        var run = await PredictAsync(
            "--model", Add(model), "--source", _files.Write("source.txt", "winter", "a jedi"), "--without-generator");
        Assert.All(run.Output.TrimEnd('\n').Split('\n'), line => Assert.Equal(model.Labels.Order(), line.Split(';').Order()));
    }

    [Fact]
    public async Task Should_take_the_promoted_version_of_a_model_by_its_name()
    {
        Add(new RandomKeyphraseModel());
        Add(new RandomKeyphraseModel { Version = "2", Seed = 9 });
        new ModelRepository(_files.Path).Promote("tagger", "2");
        var run = await PredictAsync("--model", _files.In("tagger"), "--source", _files.Write("source.txt", "cat"));
        Assert.Contains("tagger/2", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_name_the_file_and_the_line_that_is_wrong()
    {
        var run = await PredictAsync(
            "--model", Add(new RandomKeyphraseModel()), "--source", _files.Write("source.txt", "cat", "jedi"), "--ocr",
            _files.Write("ocr.txt", "one"));
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("ocr.txt ends after line 1, ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_when_there_is_no_package()
    {
        var run = await PredictAsync("--model", _files.Path, "--source", _files.Write("source.txt", "cat"));
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("manifest.json does not exist", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_a_beam_of_none() =>
        Assert.Equal(ExitCodes.Usage,
            (await PredictAsync("--model", _files.Path, "--source", _files.Write("source.txt", "cat"), "--beam", "0")).ExitCode);

    private static Task<EngramCli.Run> PredictAsync(params string[] options) => EngramCli.RunAsync(["predict", "keyphrases", .. options]);

    private string Add(RandomKeyphraseModel model) => model.AddTo(_files.Path).Directory;
}
