using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using Engram.ModelStore;
using Microsoft.Win32.SafeHandles;

namespace Engram.Keyphrases.Encoding;

/// <summary>
/// A folder of labeled posts, written by <c>engram-lab data prepare</c> and read by the trainer: <c>posts.jsonl</c>, <c>dataset.json</c>,
/// <c>grid.f16</c> (float16 little-endian, row-major [rows, 49, channels]) and <c>objects.f16</c> (likewise [rows, channels]).
/// </summary>
public sealed class TaggerDataSet : IDisposable
{
    public const string PostsFileName = "posts.jsonl";
    public const string GridFileName = "grid.f16";
    public const string ObjectsFileName = "objects.f16";
    public const string DescriptionFileName = "dataset.json";

    internal static JsonSerializerOptions LineOptions { get; } = new(ManifestJson.Options) { WriteIndented = false };

    private readonly SafeFileHandle _grid;
    private readonly SafeFileHandle? _objects;

    private TaggerDataSet(string directory, TaggerDataSetDescription description, IReadOnlyList<LabelledPost> posts, SafeFileHandle grid,
        SafeFileHandle? objects)
    {
        Directory = directory;
        Description = description;
        Posts = posts;
        _grid = grid;
        _objects = objects;
    }

    public string Directory { get; }

    public TaggerDataSetDescription Description { get; }

    public IReadOnlyList<LabelledPost> Posts { get; }

    /// <exception cref="ModelPackageException">A file is missing or invalid; the message names the file and line.</exception>
    public static TaggerDataSet Open(string directory)
    {
        var description = ManifestJson.Read<TaggerDataSetDescription>(Path.Combine(directory, DescriptionFileName));
        var postsPath = Path.Combine(directory, PostsFileName);
        if (!File.Exists(postsPath))
            throw new ModelPackageException($"{postsPath} does not exist; 'engram-lab data prepare' writes it.");
        var posts = File.ReadLines(postsPath).Select((line, index) => ReadPost(line, $"{postsPath}:{index + 1}")).ToList();
        var (channels, grids) = (description.Channels, posts.Max(post => post.Grid) + 1 ?? 0);
        var gridPath = RequireFeatures(
            directory, GridFileName, grids, $"[{KeyphraseInterface.GridRegions}, {channels}]", KeyphraseInterface.GridRegions * channels);
        var objectsPath = description.ObjectRows is { } rows ? RequireFeatures(directory, ObjectsFileName, rows, $"[{channels}]", channels)
            : null;
        return new TaggerDataSet(
            directory, description, posts, File.OpenHandle(gridPath), objectsPath is null ? null : File.OpenHandle(objectsPath));
    }

    /// <summary>Features of one row, [49, channels].</summary>
    public float[] ReadGrid(int row) =>
        Read(_grid, GridFileName, (long)row * KeyphraseInterface.GridRegions, KeyphraseInterface.GridRegions);

    /// <summary>Features of a picture's objects, most certain first, [objects, channels].</summary>
    /// <exception cref="InvalidOperationException">The folder has no objects: <see cref="TaggerDataSetDescription.ObjectRows"/> is
    /// null.</exception>
    public float[] ReadObjects(ObjectRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Read(
            _objects ?? throw new InvalidOperationException($"{Directory} holds no objects."), ObjectsFileName, rows.First, rows.Count);
    }

    public void Dispose()
    {
        _grid.Dispose();
        _objects?.Dispose();
    }

    /// <summary>Reads consecutive rows of [channels].</summary>
    private float[] Read(SafeFileHandle file, string name, long first, int rows)
    {
        var features = new Half[rows * Description.Channels];
        var bytes = MemoryMarshal.AsBytes(features.AsSpan());
        if (RandomAccess.Read(file, bytes, first * Description.Channels * sizeof(ushort)) != bytes.Length)
            throw new EndOfStreamException($"{name} of {Directory} ends before row {first + rows}.");
        var floats = new float[features.Length];
        TensorPrimitives.ConvertToSingle(features, floats);
        return floats;
    }

    private static string RequireFeatures(string directory, string name, int rows, string shape, int elements)
    {
        var path = Path.Combine(directory, name);
        if (!File.Exists(path))
            throw new ModelPackageException($"{path} does not exist; 'engram-lab data prepare' writes it.");
        var (bytes, expected) = (new FileInfo(path).Length, (long)rows * elements * sizeof(ushort));
        return bytes == expected ? path
            : throw new ModelPackageException($"{path} has {bytes} bytes; {rows} rows of {shape} float16 are {expected}.");
    }

    private static LabelledPost ReadPost(string line, string place)
    {
        try
        {
            return JsonSerializer.Deserialize<LabelledPost>(line, LineOptions)
                ?? throw new ModelPackageException($"{place} holds only null.");
        }
        catch (JsonException error)
        {
            throw new ModelPackageException($"{place} is no labelled post: {error.Message}", error);
        }
    }
}

/// <summary>What a data set was made from.</summary>
public sealed record TaggerDataSetDescription
{
    /// <summary>Features per region; 1 when no post has a picture.</summary>
    public required int Channels { get; init; }

    /// <summary>Package and version that computed the features; null when no post has a picture.</summary>
    public required string? Backbone { get; init; }

    /// <summary>Package and version that produced the attribute words of pictures; null when there was none.</summary>
    public string? AttributeModel { get; init; }

    /// <summary>Number of objects in all pictures; null in a folder prepared before objects were stored.</summary>
    public int? ObjectRows { get; init; }

    /// <summary>The files it was made from.</summary>
    public required IReadOnlyList<TrainingData> Sources { get; init; }

    /// <summary>Number of posts by source and split: <c>openclipart/test</c>.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }
}
