using Engram.CommandLine;
using Engram.TestKit;

namespace Engram.Apps.Tests;

/// <summary><c>engram-lab evaluate keyphrases</c>.</summary>
public sealed class When_keyphrases_are_evaluated : IDisposable
{
    private readonly TemporaryFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Should_print_every_figure_for_all_present_and_absent_phrases()
    {
        var run = await EvaluateAsync(["dog;cats", "", "<unk>;zoo"], ocr: null, "--json");

        var all = run.Json().GetProperty("all");
        Assert.Equal((3, 3, 4),
            (all.GetProperty("posts").GetInt32(), all.GetProperty("targets").GetInt32(), all.GetProperty("predictions").GetInt32()));
        Assert.Equal(1 / 3.0, all.GetProperty("f1@1").GetDouble(), 1e-12);
        Assert.Equal(0, run.Json().GetProperty("present").GetProperty("posts").GetInt32());
        Assert.Equal((1 / Math.Log2(3) + 0 + 1) / 3, run.Json().GetProperty("absent").GetProperty("ndcg@5").GetDouble(), 1e-12);
    }

    [Fact]
    public async Task Should_find_phrases_in_the_words_of_the_picture()
    {
        var run = await EvaluateAsync(["dog", "dog", "zoo"], ["", "", "the zoo"], "--json");
        Assert.Equal(
            (1, 2), (run.Json().GetProperty("present").GetProperty("posts").GetInt32(),
                run.Json().GetProperty("absent").GetProperty("posts").GetInt32()));
    }

    [Fact]
    public async Task Should_draw_a_table_for_people()
    {
        var run = await EvaluateAsync(["dog", "dog", "zoo"]);
        Assert.Contains("ndcg@5", run.Output, StringComparison.Ordinal);
        Assert.Contains("0.33333", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_name_both_files_when_they_do_not_belong_together()
    {
        var run = await EvaluateAsync(["dog", "zoo"]);
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("predictions.txt ends after line 2, ", run.Errors, StringComparison.Ordinal);
        Assert.Contains("source.txt goes on;", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_name_the_line_that_holds_no_post()
    {
        var source = _files.Write("source.txt", "a post<sep>dog", "no keyphrases");
        var run = await EngramCli.RunAsync(
            "evaluate", "keyphrases", "--predictions", _files.Write("predictions.txt", "dog", "dog"), "--source", source);
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("source.txt:2", run.Errors, StringComparison.Ordinal);
    }

    private Task<EngramCli.Run> EvaluateAsync(string[] predictions, string[]? ocr = null, params string[] options)
    {
        string[] posts = ["a post<sep>cat<sep>https://example.com/1.jpg", "<sep>cat<sep>", "lions and bears<sep>zoo<sep>"];
        return EngramCli.RunAsync([
            "evaluate", "keyphrases", "--predictions", _files.Write("predictions.txt", predictions), "--source",
            _files.Write("source.txt", posts),
            .. ocr is null ? [] : (string[])["--ocr", _files.Write("ocr.txt", ocr)], .. options]);
    }
}
