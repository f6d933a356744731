using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Engram.ModelPackage.Keyphrases;

/// <summary>
/// A folder of labelled posts as <c>engram data prepare</c> writes it and the trainer reads it: <c>posts.jsonl</c>; <c>grid.f16</c>, float16
/// little-endian row-major [rows, 49, channels]; <c>dataset.json</c>.
/// </summary>
public sealed class TaggerDataSet : IDisposable
{
    public const string PostsFileName = "posts.jsonl";
    public const string GridFileName = "grid.f16";
    public const string DescriptionFileName = "dataset.json";

    internal static JsonSerializerOptions LineOptions { get; } = new(ManifestJson.Options) { WriteIndented = false };

    private readonly SafeFileHandle _grid;

    private TaggerDataSet(string directory, TaggerDataSetDescription description, IReadOnlyList<LabelledPost> posts, SafeFileHandle grid)
    {
        Directory = directory;
        Description = description;
        Posts = posts;
        _grid = grid;
    }

    public string Directory { get; }

    public TaggerDataSetDescription Description { get; }

    public IReadOnlyList<LabelledPost> Posts { get; }

    /// <exception cref="ModelPackageException">A file is absent or not valid; the message names it, and the line.</exception>
    public static TaggerDataSet Open(string directory)
    {
        var description = ManifestJson.Read<TaggerDataSetDescription>(Path.Combine(directory, DescriptionFileName));
        var postsPath = Path.Combine(directory, PostsFileName);
        var gridPath = Path.Combine(directory, GridFileName);
        foreach (var path in (string[])[postsPath, gridPath])
        {
            if (!File.Exists(path))
                throw new ModelPackageException($"{path} does not exist; 'engram data prepare' writes it.");
        }

        var posts = File.ReadLines(postsPath).Select((line, index) => ReadPost(line, $"{postsPath}:{index + 1}")).ToList();
        var bytes = new FileInfo(gridPath).Length;
        var rowBytes = RowBytes(description.Channels);
        var rows = posts.Max(post => post.Grid) + 1 ?? 0;
        if (bytes != (long)rows * rowBytes)
            throw new ModelPackageException($"{gridPath} has {bytes} bytes; {rows} rows of [{KeyphraseInterface.GridRegions}, {description.Channels}] float16 are {(long)rows * rowBytes}.");
        return new TaggerDataSet(directory, description, posts, File.OpenHandle(gridPath));
    }

    /// <summary>Features of a row, [49, channels].</summary>
    public float[] ReadGrid(int row)
    {
        var features = new Half[KeyphraseInterface.GridRegions * Description.Channels];
        var bytes = MemoryMarshal.AsBytes(features.AsSpan());
        var read = RandomAccess.Read(_grid, bytes, (long)row * bytes.Length);
        if (read != bytes.Length)
            throw new EndOfStreamException($"{GridFileName} of {Directory} ends in row {row}.");
        var grid = new float[features.Length];
        TensorPrimitives.ConvertToSingle(features, grid);
        return grid;
    }

    public void Dispose() => _grid.Dispose();

    internal static int RowBytes(int channels) => KeyphraseInterface.GridRegions * channels * sizeof(ushort);

    private static LabelledPost ReadPost(string line, string place)
    {
        try
        {
            return JsonSerializer.Deserialize<LabelledPost>(line, LineOptions) ?? throw new ModelPackageException($"{place} holds only null.");
        }
        catch (JsonException error)
        {
            throw new ModelPackageException($"{place} is no labelled post: {error.Message}", error);
        }
    }
}

/// <summary>What a data set was made of.</summary>
public sealed record TaggerDataSetDescription
{
    /// <summary>Features a region; 1 when no post has a picture.</summary>
    public required int Channels { get; init; }

    /// <summary>Package and version that computed the features, or null when no post has a picture.</summary>
    public required string? Backbone { get; init; }

    /// <summary>Package and version that named the attribute words of pictures; null where nothing did.</summary>
    public string? AttributeModel { get; init; }

    /// <summary>The files it was made of.</summary>
    public required IReadOnlyList<TrainingData> Sources { get; init; }

    /// <summary>Posts by source and split: <c>openclipart/test</c>.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }
}
