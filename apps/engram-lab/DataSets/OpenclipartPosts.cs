using System.Text.Json;
using System.Text.RegularExpressions;
using Engram.CommandLine;
using Engram.Keyphrases.Encoding;
using Engram.Text;

namespace Engram.Lab.DataSets;

/// <summary>Public-domain drawings as posts: the text is title and description, the keyphrases are the keywords. Drawings with the same
/// title (ignoring numbers and colors) or the same picture file form a group, which goes into one split.</summary>
public static partial class OpenclipartPosts
{
    public const string Source = "openclipart";

    private const int MostKeyphraseWords = 4;
    private static readonly HashSet<string> ColourWords = ["bw", "black", "white", "color", "colour", "and"];

    /// <param name="metadataPath">One JSON object per line: id, title, description, keywords, author.</param>
    /// <param name="picturesDirectory">Folder with the picture <c>id.png</c> of each id; null: without pictures.</param>
    /// <exception cref="CommandException">A line is not such an object.</exception>
    public static IReadOnlyList<DataSetPost> Read(string metadataPath, string? picturesDirectory)
    {
        var drawings = File.ReadLines(metadataPath).Select((line, index) => Parse(line, $"{metadataPath}:{index + 1}")).ToList();
        var groups = new PostGroups();
        foreach (var drawing in drawings)
        {
            var series = SeriesOf(drawing.Title);
            if (series.Length > 0)
                groups.Join(drawing.Id, $"title {series}");
            if (picturesDirectory is not null)
                groups.Join(drawing.Id, $"picture {RealPath(PicturePath(picturesDirectory, drawing.Id))}");
        }

        var firstOfGroup = groups.FirstOfGroup(drawings.Select(drawing => drawing.Id));
        return [.. drawings
            .Select(drawing => new DataSetPost(
                new LabelledPost
                {
                    Id = $"{Source}/{drawing.Id}",
                    Source = Source,
                    Text = TextOf(drawing),
                    Ocr = "",
                    Attributes = [],
                    Keyphrases = KeyphrasesOf(drawing),
                    Split = HashSplit.IntoThree(firstOfGroup[drawing.Id]),
                },
                picturesDirectory is null ? null : PicturePath(picturesDirectory, drawing.Id)))
            .Where(post => post.Post.Keyphrases.Count > 0)];
    }

    private static string TextOf(Drawing drawing)
    {
        var description = DumpPattern().Replace(drawing.Description, "").Trim();
        return description.Length == 0 || description == drawing.Title ? drawing.Title : $"{drawing.Title}. {description}";
    }

    /// <summary>Returns the descriptive keywords: without the author's name, numbers, and remains of the exporter.</summary>
    private static IReadOnlyList<string> KeyphrasesOf(Drawing drawing) => [.. drawing.Keywords
        .Where(keyword => !keyword.Equals(drawing.Author, StringComparison.OrdinalIgnoreCase) && !DumpPattern().IsMatch(keyword))
        .Select(keyword => string.Join(' ', Tokenizer.Tokenize(keyword)))
        .Where(phrase => phrase.Any(char.IsLetter) && phrase.Count(letter => letter == ' ') < MostKeyphraseWords)
        .Distinct(StringComparer.Ordinal)];

    /// <summary>Removes from a title what distinguishes the members of a series.</summary>
    private static string SeriesOf(string title) => string.Join(' ', LetterPattern().Matches(title.ToLowerInvariant())
        .Select(word => word.Value).Where(word => word.Length > 1 && !ColourWords.Contains(word)));

    private static string PicturePath(string directory, string id) => Path.Combine(directory, id + ".png");

    /// <summary>Resolves links: many drawings are filed under several subjects.</summary>
    private static string RealPath(string path) =>
        File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;

    private static Drawing Parse(string line, string place)
    {
        try
        {
            return JsonSerializer.Deserialize<Drawing>(line, JsonSerializerOptions.Web)
                ?? throw new CommandException($"{place} holds only null.");
        }
        catch (JsonException e)
        {
            throw new CommandException($"{place} is no drawing {{id, title, description, keywords, author}}: {e.Message}", e);
        }
    }

    private sealed record Drawing(string Id, string Title, string Description, IReadOnlyList<string> Keywords, string Author);

    /// <summary>Addresses of Perl objects, which an exporter wrote in place of text.</summary>
    [GeneratedRegex(@"(HASH\()?0x[0-9a-f]+\)?", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex DumpPattern();

    [GeneratedRegex("[a-z]+", RegexOptions.NonBacktracking)]
    private static partial Regex LetterPattern();
}
