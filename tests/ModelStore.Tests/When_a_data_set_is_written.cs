using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.TestKit;

namespace Engram.ModelStore.Tests;

/// <summary><see cref="TaggerDataSet"/> and its writer.</summary>
public sealed class When_a_data_set_is_written : IDisposable
{
    private const int Channels = 2;
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Should_read_as_it_was_written()
    {
        var grid = Enumerable.Range(0, KeyphraseInterface.GridRegions * Channels).Select(i => i * 0.5f).ToArray();
        Write(grid);

        using var data = TaggerDataSet.Open(_folder.Path);

        Assert.Equal([null, 0], data.Posts.Select(post => post.Grid));
        Assert.Equal(["cats", "spn family"], data.Posts[1].Keyphrases);
        Assert.Equal(grid, data.ReadGrid(0));
        Assert.Equal([null, new ObjectRows(0, 2)], data.Posts.Select(post => post.Objects));
        Assert.Equal([1, 2, 3, 4], data.ReadObjects(data.Posts[1].Objects!));
        Assert.Equal(new Dictionary<string, int> { ["a/test"] = 1, ["a/train"] = 1 }, data.Description.Counts.ToDictionary());
    }

    [Fact]
    public void Should_not_open_before_it_is_complete()
    {
        Write([]);
        using (var writer = new TaggerDataSetWriter(_folder.Path, Channels))
            writer.Add(PostOf("1", DataSplit.Train), [], []);

        Assert.Contains("dataset.json does not exist",
            Assert.Throws<ModelPackageException>(() => TaggerDataSet.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_name_the_line_that_is_wrong()
    {
        Write([]);
        File.AppendAllText(_folder.In(TaggerDataSet.PostsFileName), "{\"id\": \"3\"}\n");

        Assert.Contains("posts.jsonl:3 is no labelled post",
            Assert.Throws<ModelPackageException>(() => TaggerDataSet.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_notice_that_features_are_missing()
    {
        Write(new float[KeyphraseInterface.GridRegions * Channels]);
        File.WriteAllBytes(_folder.In(TaggerDataSet.GridFileName), new byte[10]);

        Assert.Contains("grid.f16 has 10 bytes; 1 rows of [49, 2] float16 are 196",
            Assert.Throws<ModelPackageException>(() => TaggerDataSet.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_notice_that_objects_are_missing()
    {
        Write([]);
        File.WriteAllBytes(_folder.In(TaggerDataSet.ObjectsFileName), new byte[4]);

        Assert.Contains("objects.f16 has 4 bytes; 2 rows of [2] float16 are 8",
            Assert.Throws<ModelPackageException>(() => TaggerDataSet.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    private void Write(float[] secondGrid)
    {
        using var writer = new TaggerDataSetWriter(_folder.Path, Channels);
        writer.Add(PostOf("1", DataSplit.Train), [], []);
        writer.Add(PostOf("2", DataSplit.Test), secondGrid, [[1, 2], [3, 4]]);
        writer.Complete("eye/1", "eye/1", []);
    }

    private static LabelledPost PostOf(string id, DataSplit split) => new()
    {
        Id = id,
        Source = "a",
        Text = "Purr",
        Ocr = "",
        Attributes = ["cat"],
        Keyphrases = ["cats", "spn family"],
        Split = split,
    };

    public void Dispose() => _folder.Dispose();
}
