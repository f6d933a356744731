namespace Engram.Keyphrases.Encoding;

/// <summary>
/// Files in CMKP's format (Wang et al. 2020), <c>post&lt;sep&gt;keyphrase;keyphrase&lt;sep&gt;image url</c> with an optional URL, and
/// parallel files with what each post's picture shows. Streamed line by line.
/// </summary>
/// <param name="Posts">Posts with their keyphrases.</param>
/// <param name="Ocr">Words in the posts' pictures; null when there are none.</param>
/// <param name="Attributes">Words that describe the posts' pictures; null when there are none.</param>
public sealed record CmkpFiles(string Posts, string? Ocr = null, string? Attributes = null)
{
    /// <summary>Separates the phrases of a post and of a line of predictions.</summary>
    public const char PhraseSeparator = ';';

    private const string FieldSeparator = "<sep>";
    private const string Form = $"'post{FieldSeparator}keyphrase;keyphrase{FieldSeparator}image url'";

    /// <summary>The files of a folder, named as CMKP's authors name them.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="name"><c>train</c> or <c>dev</c>.</param>
    public static CmkpFiles In(string directory, string name) => new(
        Path.Combine(directory, $"{name}_src.txt"), Path.Combine(directory, $"{name}_ocr_final.txt"),
        Path.Combine(directory, $"{name}_attribute_cleaned.txt"));

    /// <summary>Reads posts whose keyphrases are not needed: a line may hold only the post.</summary>
    /// <exception cref="InvalidDataException">A file is missing or not UTF-8, a line has another format, or the files differ in length; the
    /// message names file and line.</exception>
    public IEnumerable<CmkpPost> Read() => LineByLine.Read(Posts, Ocr, Attributes).Select(Parse);

    /// <summary>Reads posts, each with at least one keyphrase.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Read"/>, or a post has no keyphrase.</exception>
    public IEnumerable<CmkpPost> ReadTagged() => Read().Select(RequireKeyphrases);

    /// <summary>Reads posts with at least one keyphrase as examples of a data set, with ids <c>source/name/line</c>.</summary>
    /// <param name="source">Name of the data.</param>
    /// <param name="name">Name of the part that the files hold.</param>
    /// <param name="splitOf">Split of a post, chosen by its text.</param>
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

    /// <summary>Reads posts with at least one keyphrase, each with its predictions, best first.</summary>
    /// <param name="predictions">One line per post, phrases separated by <see cref="PhraseSeparator"/>.</param>
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
