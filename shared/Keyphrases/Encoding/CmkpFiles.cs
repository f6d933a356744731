namespace Engram.Keyphrases.Encoding;

/// <summary>
/// Files of CMKP's form (Wang et al. 2020), line by line the same posts: <c>post&lt;sep&gt;keyphrase;keyphrase&lt;sep&gt;image url</c> (the
/// url may be left out), and beside them what their pictures show. They are read a line at a time; none is held as a whole.
/// </summary>
/// <param name="Posts">Posts with their keyphrases.</param>
/// <param name="Ocr">Words of their pictures; null: none.</param>
/// <param name="Attributes">Words that describe their pictures; null: none.</param>
public sealed record CmkpFiles(string Posts, string? Ocr = null, string? Attributes = null)
{
    /// <summary>Parts the phrases of a post, and those of a line of predictions.</summary>
    public const char PhraseSeparator = ';';

    private const string FieldSeparator = "<sep>";
    private const string Form = $"'post{FieldSeparator}keyphrase;keyphrase{FieldSeparator}image url'";

    /// <summary>The files of a folder by the names that CMKP's authors gave them.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="name"><c>train</c> or <c>dev</c>.</param>
    public static CmkpFiles In(string directory, string name) => new(
        Path.Combine(directory, $"{name}_src.txt"), Path.Combine(directory, $"{name}_ocr_final.txt"),
        Path.Combine(directory, $"{name}_attribute_cleaned.txt"));

    /// <summary>Posts of which the keyphrases are not asked for: a line may be the post alone.</summary>
    /// <exception cref="InvalidDataException">A file is absent or no UTF-8, a line is not of the form, or a file ends before another; the
    /// message names file and line.</exception>
    public IEnumerable<CmkpPost> Read() => LineByLine.Read(Posts, Ocr, Attributes).Select(Parse);

    /// <summary>Posts with one keyphrase at least.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Read"/>, or a post has no keyphrase.</exception>
    public IEnumerable<CmkpPost> ReadTagged() => Read().Select(RequireKeyphrases);

    /// <summary>Posts with one keyphrase at least, as examples of a data set; their ids are <c>source/name/line</c>.</summary>
    /// <param name="source">The data they come from.</param>
    /// <param name="name">What part of it the files are.</param>
    /// <param name="splitOf">What a post may be used for, by its text.</param>
    /// <exception cref="InvalidDataException">As for <see cref="ReadTagged"/>.</exception>
    public IEnumerable<LabelledPost> ReadLabelled(string source, string name, Func<string, DataSplit> splitOf) =>
        ReadTagged().Select((post, index) => new LabelledPost
    {
        Id = $"{source}/{name}/{index + 1}",
        Source = source,
        Text = post.Text,
        Ocr = post.Ocr ?? "",
        Attributes = post.Attributes ?? [],
        Keyphrases = [.. post.Keyphrases.Select(phrase => phrase.Trim()).Where(phrase => phrase.Length > 0)],
        Split = splitOf(post.Text),
    });

    /// <summary>Posts with one keyphrase at least, and what is predicted for each, best first.</summary>
    /// <param name="predictions">A line for each post, phrases parted by <see cref="PhraseSeparator"/>.</param>
    /// <exception cref="InvalidDataException">As for <see cref="ReadTagged"/>.</exception>
    public IEnumerable<(CmkpPost Post, IReadOnlyList<string> Predicted)> ReadPredicted(string predictions) =>
        LineByLine.Read(Posts, Ocr, Attributes, predictions)
            .Select(line => (RequireKeyphrases(Parse(line)), (IReadOnlyList<string>)line.Beside[^1]!.Trim().Split(PhraseSeparator)));

    private static CmkpPost Parse(LineByLine.Line line)
    {
        var fields = line.Text.Split(FieldSeparator);
        return fields.Length <= 3
            ? new CmkpPost
            {
                Place = line.Place,
                Text = fields[0].Trim(),
                Keyphrases = fields.Length > 1 ? fields[1].Trim().Split(PhraseSeparator) : [],
                Picture = fields.Length > 2 && fields[2].Trim() is { Length: > 0 } picture ? picture : null,
                Ocr = line.Beside[0],
                Attributes = line.Beside[1]?.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            }
            : throw new InvalidDataException(
                $"{line.Place} has {fields.Length} fields parted by {FieldSeparator}; expected {Form} at most.");
    }

    private static CmkpPost RequireKeyphrases(CmkpPost post) => post.Keyphrases.Any(phrase => !string.IsNullOrWhiteSpace(phrase))
        ? post
        : throw new InvalidDataException($"{post.Place} names no keyphrase; expected {Form}, of which the url may be left out.");
}
