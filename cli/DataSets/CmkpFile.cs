namespace Engram.Cli.DataSets;

/// <summary>A post of a <c>*_src.txt</c> file: <c>post&lt;sep&gt;keyphrase;keyphrase&lt;sep&gt;image url</c>.</summary>
/// <param name="Text">Words of the post, separated by spaces.</param>
/// <param name="Keyphrases">What stands between the semicolons, nothing trimmed.</param>
public sealed record CmkpPost(string Text, IReadOnlyList<string> Keyphrases);

/// <summary>The files of CMKP (Wang et al. 2020): one line a post, and line by line the same posts in the files that belong together.</summary>
public static class CmkpFile
{
    /// <summary>Parts the fields of a line.</summary>
    public const string FieldSeparator = "<sep>";

    /// <summary>Parts the phrases of a field, or of a line of predictions.</summary>
    public const char PhraseSeparator = ';';

    /// <exception cref="CommandException">A line is not of that form; the message names it.</exception>
    public static IReadOnlyList<CmkpPost> ReadPosts(string path) => [.. File.ReadLines(path).Select((line, index) =>
        line.Split(FieldSeparator) is [var text, var keyphrases, ..]
            ? new CmkpPost(text.Trim(), keyphrases.Trim().Split(PhraseSeparator))
            : throw new CommandException($"{path}:{index + 1} is not 'post{FieldSeparator}keyphrase;keyphrase{FieldSeparator}image url'."))];

    /// <summary>Lines of a file that belongs to a file of posts.</summary>
    /// <exception cref="CommandException">There are more or fewer lines than posts; the message names both counts.</exception>
    public static IReadOnlyList<string> ReadBeside(string path, string postsPath, int posts)
    {
        var lines = File.ReadAllLines(path);
        return lines.Length == posts
            ? lines
            : throw new CommandException($"{path} has {lines.Length} lines, {postsPath} {posts}; line by line they are the same posts.");
    }
}
