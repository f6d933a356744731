using Engram.CommandLine;
using Engram.Keyphrases.Encoding;
using Engram.ModelStore;

namespace Engram.Lab.DataSets;

/// <summary>Features of captioned pictures, computed once and kept in a folder with the format of <c>engram-lab data prepare</c>.</summary>
public static class CaptionFolder
{
    /// <summary>Default folder for a captions file, named by the file's name and content hash.</summary>
    public static string DefaultFor(string captionsPath) =>
        Path.Combine(".engram", "data", $"{Path.GetFileNameWithoutExtension(captionsPath)}-{InstalledModel.Hash(captionsPath)[..12]}");

    /// <summary>Computes the features of captioned pictures into a folder, unless it already holds them.</summary>
    /// <exception cref="CommandException">The captions or the model that reads pictures can't be used.</exception>
    public static void Prepare(
        string captionsPath, string picturesDirectory, string modelsDirectory, string? backbone, string folder,
        CancellationToken cancellationToken)
    {
        using var features = PictureFeatureSource.Open(modelsDirectory, attributeModel: null, backbone);
        var source = TrainingData.OfLines(captionsPath);
        if (Holds(folder, source, features.Backbone))
        {
            Report.Progress($"engram: the features of the pictures are read from {folder}.");
            return;
        }

        DataSetBuilder.Write(CaptionedPictures.Read(captionsPath, picturesDirectory), features, [source], folder, cancellationToken);
    }

    private static bool Holds(string folder, TrainingData source, string backbone) =>
        File.Exists(Path.Combine(folder, TaggerDataSet.DescriptionFileName))
        && ManifestJson.Read<TaggerDataSetDescription>(Path.Combine(folder, TaggerDataSet.DescriptionFileName)) is { } description
        && description.Backbone == backbone && description.Sources is [var only] && only.Sha256 == source.Sha256;
}
