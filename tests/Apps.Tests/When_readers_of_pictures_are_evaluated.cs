using Engram.CommandLine;
using Engram.TestKit;

namespace Engram.Apps.Tests;

/// <summary><c>engram-lab evaluate ocr</c>.</summary>
public sealed class When_readers_of_pictures_are_evaluated : IDisposable
{
    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("paddle", "PP-OCRv4", 0.02)]
    [InlineData("tesseract", "tesseract/", 0.02)]
    public async Task Should_count_the_errors_of_an_engine(string engine, string name, double highestRate)
    {
        const string Picture = "clean00.png";
        var labels = Repository.FindEvaluationData("ocr", "gt.tsv");
        Assert.SkipWhen(labels is null, Repository.NoEvaluationData);
        Add(Path.Combine(Path.GetDirectoryName(labels)!, Picture),
            File.ReadLines(labels).Single(line => line.StartsWith(Picture, StringComparison.Ordinal)).Split('\t')[1]);

        var run = await EvaluateAsync("--engine", engine, "--json");

        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        Assert.Contains(name, run.Json().GetProperty("engine").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, run.Json().GetProperty("pictures").GetInt32());
        Assert.InRange(run.Json().GetProperty("cer").GetDouble(), 0, highestRate);
        Assert.Contains(Picture, run.Errors, StringComparison.Ordinal);
    }

    // On this picture Tesseract looks for words outside the image, and prints warnings.
    [Fact]
    public async Task Should_print_nothing_that_the_engines_library_says()
    {
        Add(Repository.PathOf("samples", "posts", "pictures", "airplane-from-above.jpg"), "");
        var run = await EvaluateAsync("--engine", "tesseract");
        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("Word recall", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_name_the_list_that_is_not_there()
    {
        var run = await EvaluateAsync();
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("gt.tsv", run.Errors, StringComparison.Ordinal);
    }

    private void Add(string picture, string text)
    {
        File.Copy(picture, _data.In(Path.GetFileName(picture)));
        File.WriteAllText(_data.In("gt.tsv"), $"{Path.GetFileName(picture)}\t{text}\n");
    }

    private Task<EngramCli.Run> EvaluateAsync(params string[] options) =>
        EngramCli.RunAsync(["evaluate", "ocr", "--data", _data.Path, .. options]);
}
