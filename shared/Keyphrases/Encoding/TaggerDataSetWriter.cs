using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Engram.ModelStore;

namespace Engram.Keyphrases.Encoding;

/// <summary>
/// Writes the folder that <see cref="TaggerDataSet"/> reads, one post at a time. The folder can't be opened before <see cref="Complete"/>.
/// </summary>
public sealed class TaggerDataSetWriter : IDisposable
{
    private readonly string _directory;
    private readonly int _channels;
    private readonly StreamWriter _posts;
    private readonly FileStream _grid;
    private readonly FileStream _objects;
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private int _rows;
    private int _objectRows;

    /// <param name="directory">Created if missing; an older data set in it is replaced.</param>
    /// <param name="channels">Features per region.</param>
    public TaggerDataSetWriter(string directory, int channels)
    {
        _directory = directory;
        _channels = channels;
        Directory.CreateDirectory(directory);
        File.Delete(Path.Combine(directory, TaggerDataSet.DescriptionFileName));
        _posts = new StreamWriter(
            Path.Combine(directory, TaggerDataSet.PostsFileName), append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        _grid = File.Create(Path.Combine(directory, TaggerDataSet.GridFileName));
        _objects = File.Create(Path.Combine(directory, TaggerDataSet.ObjectsFileName));
    }

    /// <summary>
    /// Adds a post and sets its <see cref="LabelledPost.Grid"/> and <see cref="LabelledPost.Objects"/> according to the features given.
    /// </summary>
    /// <param name="post">The post.</param>
    /// <param name="grid">[49, channels]; empty when there is no picture.</param>
    /// <param name="objects">Features of the picture's objects, [channels] each.</param>
    public void Add(LabelledPost post, ReadOnlySpan<float> grid, IReadOnlyList<float[]> objects)
    {
        ArgumentNullException.ThrowIfNull(post);
        ArgumentNullException.ThrowIfNull(objects);
        int? row = null;
        if (!grid.IsEmpty)
        {
            if (grid.Length != KeyphraseInterface.GridRegions * _channels)
                throw new ArgumentException(
                    $"Expected a grid of [{KeyphraseInterface.GridRegions}, {_channels}], got {grid.Length} features.", nameof(grid));
            Write(_grid, grid);
            row = _rows++;
        }

        var rows = objects.Count == 0 ? null : new ObjectRows(_objectRows, objects.Count);
        foreach (var feature in objects)
        {
            if (feature.Length != _channels)
                throw new ArgumentException($"Expected [{_channels}] features of an object, got {feature.Length}.", nameof(objects));
            Write(_objects, feature);
            _objectRows++;
        }

        _posts.WriteLine(JsonSerializer.Serialize(post with { Grid = row, Objects = rows }, TaggerDataSet.LineOptions));
        var place = $"{post.Source}/{post.Split.ToString().ToLowerInvariant()}";
        _counts[place] = _counts.GetValueOrDefault(place) + 1;
    }

    /// <summary>Marks the data set as complete by writing its description.</summary>
    public TaggerDataSetDescription Complete(string? backbone, string? attributeModel, IReadOnlyList<TrainingData> sources)
    {
        _posts.Flush();
        _grid.Flush();
        _objects.Flush();
        var description =
            new TaggerDataSetDescription { Channels = _channels, Backbone = backbone, AttributeModel = attributeModel,
                ObjectRows = _objectRows, Sources = sources, Counts = _counts };
        ManifestJson.Write(Path.Combine(_directory, TaggerDataSet.DescriptionFileName), description);
        return description;
    }

    public void Dispose()
    {
        _posts.Dispose();
        _grid.Dispose();
        _objects.Dispose();
    }

    private static void Write(FileStream file, ReadOnlySpan<float> features)
    {
        var half = new Half[features.Length];
        TensorPrimitives.ConvertToHalf(features, half);
        file.Write(MemoryMarshal.AsBytes(half.AsSpan()));
    }
}
