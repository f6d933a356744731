using Engram.Keyphrases.Encoding;

namespace Engram.Lab.DataSets;

/// <summary>The tweets of CMKP (Wang et al. 2020), with what was read and seen in their pictures, which themselves are not to be
/// had.</summary>
public static class CmkpPosts
{
    public const string Source = "cmkp";

    /// <summary><c>train_*</c> to train and validate on, <c>dev_*</c> to test on; posts of both count as test.</summary>
    /// <exception cref="InvalidDataException">The files are not of that form.</exception>
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
