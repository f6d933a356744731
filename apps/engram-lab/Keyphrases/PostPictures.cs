using Engram.CommandLine;
using Engram.Keyphrases.Encoding;
using Engram.Lab.DataSets;
using Engram.VisionFeatures;

namespace Engram.Lab.Keyphrases;

/// <summary>Reads posts' pictures from a folder in the same way as vision-features.</summary>
public sealed class PostPictures : IDisposable
{
    private readonly string _directory;
    private readonly PictureFeatureSource _source;

    /// <param name="directory">Folder of the pictures.</param>
    /// <param name="modelsDirectory">Folder of packages.</param>
    /// <param name="attributeModel">Package that predicts the attribute words, <c>name/version</c>; null: the detector.</param>
    /// <param name="backbone">Package that reads pictures, <c>name/version</c>; null: the default of vision-features.</param>
    /// <exception cref="CommandException">The model that reads pictures can't be used.</exception>
    public PostPictures(string directory, string modelsDirectory, string? attributeModel, string? backbone)
    {
        _directory = directory;
        _source = PictureFeatureSource.Open(modelsDirectory, attributeModel, backbone);
    }

    /// <summary>Package and version that compute the features.</summary>
    public string Backbone => _source.Backbone;

    /// <summary>Number of posts whose picture was missing or unreadable.</summary>
    public int Missing { get; private set; }

    /// <summary>Returns what is seen in a post's picture; null when the post has none, or it is missing or unreadable.</summary>
    /// <param name="picture">Path within the folder, or a URL whose last part is the file name.</param>
    public ExtractedFeatures? Find(string? picture)
    {
        if (picture is null)
            return null;
        var features = PathOf(picture) is { } path ? _source.Read(path) : null;
        if (features is null)
            Missing++;
        return features;
    }

    /// <summary>Row-major [R, channels]; empty when there are no regions.</summary>
    public static ReadOnlyMemory<float> RegionsOf(ExtractedFeatures features, RegionSource source)
    {
        ArgumentNullException.ThrowIfNull(features);
        return source == RegionSource.Grid ? features.Grid : features.ObjectFeatures.SelectMany(feature => feature).ToArray();
    }

    public void Dispose() => _source.Dispose();

    private string? PathOf(string picture)
    {
        var name = Uri.TryCreate(picture, UriKind.Absolute, out var address) && !address.IsFile ? Path.GetFileName(address.LocalPath)
            : picture;
        var path = Path.GetFullPath(Path.Combine(_directory, name));
        var isBelow = path.StartsWith(Path.GetFullPath(_directory) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return isBelow && File.Exists(path) ? path : null;
    }
}
