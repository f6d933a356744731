using System.Text;
using Engram.CommandLine;
using Engram.Lab.DataSets;
using Engram.TestKit;

namespace Engram.Apps.Tests.DataSets;

/// <summary>Word lists by frequency, and <c>engram-lab data words</c>.</summary>
public sealed class When_words_are_ranked
{
    [Fact]
    public void Should_put_words_that_are_common_in_both_sources_first()
    {
        string[] ranked = ["the", ",", "of", "x", "a", "trade", "Caps", "cat"];
        var tweets = "cat lol lol cat cat once the 19".Split(' ');
        Assert.Equal(["the", "cat", "of", "a", "trade", "lol"], WordRanking.Mix(ranked, tweets, most: 10));
        Assert.Equal(["the", "cat"], WordRanking.Mix(ranked, tweets, most: 2));
    }

    [Fact]
    public void Should_read_the_list_of_the_vectors_alone()
    {
        var json = $$"""{"size":3,"words":[{{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"w{i}\""))}}],"vectors":{"words":[1,2}""";
        var words = WordRanking.ReadRanked(new MemoryStream(Encoding.UTF8.GetBytes(json)));
        Assert.Equal((20_000, "w0", "w19999"), (words.Count, words[0], words[^1]));
    }

    [Fact]
    public async Task Should_write_the_list_by_the_command()
    {
        using var folder = new TemporaryFolder();
        var (vectors, source, list) = (folder.In("v.json"), folder.In("s.txt"), folder.In("words.txt"));
        await File.WriteAllTextAsync(vectors, """{"words":["the","of"]}""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(source, "a cat<sep>cat;hat<sep>", TestContext.Current.CancellationToken);
        var run = await EngramCli.RunAsync("data", "words", "--vectors", vectors, "--source", source, "--out", list, "--json");
        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        Assert.Equal("the\nof\ncat\n", await File.ReadAllTextAsync(list, TestContext.Current.CancellationToken));

        await File.WriteAllTextAsync(vectors, """{"vectors":{}}""", TestContext.Current.CancellationToken);
        var refused = await EngramCli.RunAsync("data", "words", "--vectors", vectors, "--source", source, "--out", list);
        Assert.Equal(ExitCodes.Failed, refused.ExitCode);
        Assert.Contains("'words'", refused.Errors, StringComparison.Ordinal);
    }
}
