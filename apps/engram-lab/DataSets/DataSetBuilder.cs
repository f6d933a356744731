using Engram.CommandLine;
using Engram.Keyphrases.Encoding;
using Engram.ModelStore;

namespace Engram.Lab.DataSets;

/// <summary>Writes posts and the features of their pictures as the data set that the trainer reads.</summary>
public static class DataSetBuilder
{
    private const int NoChannels = 1;
    private const int PostsBetweenReports = 500;

    /// <param name="posts">Posts of all sources.</param>
    /// <param name="pictures">Reads the pictures; null: without pictures.</param>
    /// <param name="sources">The files from which the posts were read.</param>
    /// <param name="directory">Output folder.</param>
    /// <param name="cancellationToken">Cancels the work; the folder is then not a valid data set.</param>
    public static TaggerDataSetDescription Write(
        IReadOnlyList<DataSetPost> posts, PictureFeatureSource? pictures, IReadOnlyList<TrainingData> sources, string directory,
        CancellationToken cancellationToken)
    {
        using var writer = new TaggerDataSetWriter(directory, pictures?.Channels ?? NoChannels);
        var (done, missing) = (0, 0);
        foreach (var (post, picturePath) in posts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var seen = picturePath is null ? null : pictures?.Read(picturePath);
            if (picturePath is not null && pictures is not null && seen is null)
                missing++;
            writer.Add(seen is null ? post : post with { Attributes = seen.Attributes }, seen?.Grid, seen?.ObjectFeatures ?? []);
            if (++done % PostsBetweenReports == 0 || done == posts.Count)
                Report.Progress($"{done} of {posts.Count} posts");
        }

        if (missing > 0)
            Report.Progress($"engram: {missing} pictures were not there or could not be read; their posts go without.");
        return writer.Complete(pictures?.Backbone, pictures?.AttributeModel, sources);
    }
}
