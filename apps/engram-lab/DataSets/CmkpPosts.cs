using Engram.Keyphrases.Encoding;

namespace Engram.Lab.DataSets;

/// <summary>The tweets of CMKP (Wang et al. 2020), with the text and attributes of their pictures. The pictures themselves are not
/// available.</summary>
public static class CmkpPosts
{
    public const string Source = "cmkp";

    /// <summary>Uses <c>train_*</c> for training and validation and <c>dev_*</c> for testing; posts in both count as test.</summary>
    /// <exception cref="InvalidDataException">The files do not have the expected format.</exception>
    public static IReadOnlyList<DataSetPost> Read(string directory)
    {
        var test = Read(directory, "dev", _ => DataSplit.Test);
        var testTexts = test.Select(post => post.Post.Text).ToHashSet(StringComparer.Ordinal);
        var training = Read(directory, "train", HashSplit.IntoTwo).Where(post => !testTexts.Contains(post.Post.Text));
        return [.. training, .. test];
    }

    private static IReadOnlyList<DataSetPost> Read(string directory, string name, Func<string, DataSplit> splitOf) =>
        [.. CmkpFiles.In(directory, name).ReadLabelled(Source, name, splitOf).Select(post => new DataSetPost(post, PicturePath: null))];
}
