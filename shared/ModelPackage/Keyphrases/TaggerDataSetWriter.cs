using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Engram.ModelPackage.Keyphrases;

/// <summary>Writes the folder that <see cref="TaggerDataSet"/> reads, post by post. Without <see cref="Complete"/> it can't be opened.</summary>
public sealed class TaggerDataSetWriter : IDisposable
{
    private readonly string _directory;
    private readonly int _channels;
    private readonly StreamWriter _posts;
    private readonly FileStream _grid;
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private int _rows;

    /// <param name="directory">Made if need be; an older data set in it is replaced.</param>
    /// <param name="channels">Features a region.</param>
    public TaggerDataSetWriter(string directory, int channels)
    {
        _directory = directory;
        _channels = channels;
        Directory.CreateDirectory(directory);
        File.Delete(Path.Combine(directory, TaggerDataSet.DescriptionFileName));
        _posts = new StreamWriter(Path.Combine(directory, TaggerDataSet.PostsFileName), append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        _grid = File.Create(Path.Combine(directory, TaggerDataSet.GridFileName));
    }

    /// <summary>Adds a post; its <see cref="LabelledPost.Grid"/> is set by whether there are features.</summary>
    /// <param name="post">The post.</param>
    /// <param name="grid">[49, channels]; null without a picture.</param>
    public void Add(LabelledPost post, ReadOnlySpan<float> grid)
    {
        ArgumentNullException.ThrowIfNull(post);
        int? row = null;
        if (!grid.IsEmpty)
        {
            if (grid.Length != KeyphraseInterface.GridRegions * _channels)
                throw new ArgumentException($"Expected a grid of [{KeyphraseInterface.GridRegions}, {_channels}], got {grid.Length} features.", nameof(grid));
            var half = new Half[grid.Length];
            TensorPrimitives.ConvertToHalf(grid, half);
            _grid.Write(MemoryMarshal.AsBytes(half.AsSpan()));
            row = _rows++;
        }

        _posts.WriteLine(JsonSerializer.Serialize(post with { Grid = row }, TaggerDataSet.LineOptions));
        var place = $"{post.Source}/{post.Split.ToString().ToLowerInvariant()}";
        _counts[place] = _counts.GetValueOrDefault(place) + 1;
    }

    /// <summary>Says that all posts are there.</summary>
    public TaggerDataSetDescription Complete(string? backbone, string? attributeModel, IReadOnlyList<TrainingData> sources)
    {
        _posts.Flush();
        _grid.Flush();
        var description = new TaggerDataSetDescription { Channels = _channels, Backbone = backbone, AttributeModel = attributeModel, Sources = sources, Counts = _counts };
        ManifestJson.Write(Path.Combine(_directory, TaggerDataSet.DescriptionFileName), description);
        return description;
    }

    public void Dispose()
    {
        _posts.Dispose();
        _grid.Dispose();
    }
}
