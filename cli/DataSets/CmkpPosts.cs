using Engram.ModelPackage.Keyphrases;

namespace Engram.Cli.DataSets;

/// <summary>
/// The tweets of CMKP (Wang et al. 2020): <c>NAME_src.txt</c> with <c>post&lt;sep&gt;keyphrase;keyphrase&lt;sep&gt;image url</c> a line, and beside
/// it <c>NAME_ocr_final.txt</c> and <c>NAME_attribute_cleaned.txt</c>, line by line the same posts. Their pictures are not to be had.
/// </summary>
public static class CmkpPosts
{
    public const string Source = "cmkp";

    /// <summary><c>train_*</c> to train and validate on, <c>dev_*</c> to test on; posts of both count as test.</summary>
    /// <exception cref="CommandException">The files are not of that form.</exception>
    public static IReadOnlyList<SourcePost> Read(string directory)
    {
        var test = Read(directory, "dev", _ => DataSplit.Test);
        var testTexts = test.Select(post => post.Post.Text).ToHashSet(StringComparer.Ordinal);
        var training = Read(directory, "train", HashSplit.IntoTwo).Where(post => !testTexts.Contains(post.Post.Text));
        return [.. training, .. test];
    }

    private static IReadOnlyList<SourcePost> Read(string directory, string name, Func<string, DataSplit> splitOf)
    {
        var postsPath = Path.Combine(directory, $"{name}_src.txt");
        var posts = CmkpFile.ReadPosts(postsPath);
        var ocr = CmkpFile.ReadBeside(Path.Combine(directory, $"{name}_ocr_final.txt"), postsPath, posts.Count);
        var attributes = CmkpFile.ReadBeside(Path.Combine(directory, $"{name}_attribute_cleaned.txt"), postsPath, posts.Count);
        return [.. posts.Select((post, index) => new SourcePost(
            new LabelledPost
            {
                Id = $"{Source}/{name}/{index + 1}",
                Source = Source,
                Text = post.Text,
                Ocr = ocr[index],
                Attributes = attributes[index].Split(' ', StringSplitOptions.RemoveEmptyEntries),
                Keyphrases = [.. post.Keyphrases.Select(phrase => phrase.Trim()).Where(phrase => phrase.Length > 0)],
                Split = splitOf(post.Text),
            },
            PicturePath: null))];
    }
}
