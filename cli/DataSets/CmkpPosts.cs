using Engram.ModelPackage.Keyphrases;

namespace Engram.Cli.DataSets;

/// <summary>
/// The tweets of CMKP (Wang et al. 2020): <c>NAME_src.txt</c> with <c>post&lt;sep&gt;keyphrase;keyphrase&lt;sep&gt;image url</c> a line, and beside
/// it <c>NAME_ocr_final.txt</c> and <c>NAME_attribute_cleaned.txt</c>, line by line the same posts. Their pictures are not to be had.
/// </summary>
public static class CmkpPosts
{
    public const string Source = "cmkp";

    private const string FieldSeparator = "<sep>";

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
        var posts = File.ReadAllLines(postsPath);
        var ocr = ReadBeside($"{name}_ocr_final.txt");
        var attributes = ReadBeside($"{name}_attribute_cleaned.txt");
        return [.. posts.Select((line, index) =>
        {
            if (line.Split(FieldSeparator) is not [var text, var keyphrases, _])
                throw new CommandException($"{postsPath}:{index + 1} is not 'post{FieldSeparator}keyphrase;keyphrase{FieldSeparator}image url'.");
            return new SourcePost(
                new LabelledPost
                {
                    Id = $"{Source}/{name}/{index + 1}",
                    Source = Source,
                    Text = text,
                    Ocr = ocr[index],
                    Attributes = attributes[index].Split(' ', StringSplitOptions.RemoveEmptyEntries),
                    Keyphrases = keyphrases.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                    Split = splitOf(text),
                },
                PicturePath: null);
        })];

        string[] ReadBeside(string file)
        {
            var lines = File.ReadAllLines(Path.Combine(directory, file));
            return lines.Length == posts.Length
                ? lines
                : throw new CommandException($"{Path.Combine(directory, file)} has {lines.Length} lines, {postsPath} {posts.Length}; line by line they are the same posts.");
        }
    }
}
