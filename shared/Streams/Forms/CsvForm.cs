using System.Text;

namespace Engram.Streams.Forms;

/// <summary>Posts as CSV records (RFC 4180) with a header. Columns that match no member are ignored.</summary>
internal sealed class CsvForm
{
    private static readonly string[] Members =
    [
        "id", "text", "picture", "altText", "source", "sourceId", "revision", "authorId", "authorName", "createdAt", "languages",
        "hashtags", "sensitive", "repostOf", "replyTo", "quoteOf",
    ];

    private static readonly string[] ContentMembers = ["text", "picture", "altText"];
    private static readonly char[] Separators = [',', ';', '\t'];
    private static readonly char[] BetweenWords = [' ', ',', ';', '|'];

    private readonly StreamOptions _options;
    private readonly Dictionary<string, int> _columns;

    private CsvForm(StreamOptions options, char separator, Dictionary<string, int> columns)
    {
        _options = options;
        Separator = separator;
        _columns = columns;
    }

    public char Separator { get; }

    /// <summary>Error message for a header without a column for content.</summary>
    public static string MissingColumns(StreamOptions options) =>
        $"the header has no column {string.Join(", ", ContentMembers.Select(member => $"'{ColumnOf(member, options)}'"))}";

    /// <summary>Reads the header; null when it has no column for text, picture or alt text.</summary>
    public static CsvForm? FromHeader(string header, StreamOptions options)
    {
        var separator = options.CsvSeparator ?? Separators.MaxBy(separator => header.Count(letter => letter == separator));
        var names = Split(header, separator).Select(name => name.Trim()).ToList();
        var columns = new Dictionary<string, int>();
        foreach (var member in Members)
        {
            if (names.FindIndex(name => name.Equals(ColumnOf(member, options), StringComparison.OrdinalIgnoreCase)) is >= 0 and var column)
                columns[member] = column;
        }

        return ContentMembers.Any(columns.ContainsKey) ? new CsvForm(options, separator, columns) : null;
    }

    /// <exception cref="PayloadException">The record has neither text nor a picture.</exception>
    public PostEvent Read(string record)
    {
        var fields = Split(record, Separator);
        string? Field(string member) => _columns.TryGetValue(member, out var column) && fields.ElementAtOrDefault(column) is { } field
            && !string.IsNullOrWhiteSpace(field) ? PostFields.Clean(field) : null;
        var picture = (Field("picture") is { } place ? EngramForm.At(place.Trim()) : new PostPicture()) with { AltText = Field("altText") };
        var post = new SourcePost
        {
            Source = Field("source") ?? EngramForm.Source,
            SourceId = Field("sourceId") ?? Field("id"),
            Name = Field("id"),
            Revision = Field("revision"),
            Author = Field("authorId") is { } author ? new PostAuthor(author, Field("authorName")) : null,
            CreatedAt = Times.Parse(Field("createdAt")),
            Text = Field("text") ?? "",
            Languages = PostFields.Languages(Words(Field("languages"))),
            Hashtags = PostFields.Hashtags(Words(Field("hashtags")), _options.MaxHashtags),
            Pictures = PostFields.Pictures([picture], _options.MaxPictures),
            Sensitive = Field("sensitive")?.Trim().ToLowerInvariant() is "true" or "1" or "yes",
            RepostOf = Field("repostOf"),
            ReplyTo = Field("replyTo"),
            QuoteOf = Field("quoteOf"),
        };
        return PostFields.HasContent(post) ? new PostEvent(post) : throw new PayloadException("the record has no text and no picture");
    }

    /// <summary>Splits a record into fields. A quoted field may contain separators and newlines; two quotes inside stand for one.</summary>
    public static List<string> Split(string record, char separator)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var at = 0; at < record.Length; at++)
        {
            var letter = record[at];
            var isDoubled = isQuoted && letter == '"' && at + 1 < record.Length && record[at + 1] == '"';
            if (isDoubled)
                field.Append(record[at++]);
            else if (letter == '"' && (isQuoted || field.Length == 0))
                isQuoted = !isQuoted;
            else if (letter == separator && !isQuoted)
                Next();
            else
                field.Append(letter);
        }

        Next();
        return fields;

        void Next()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }

    private static string ColumnOf(string member, StreamOptions options) => options.CsvColumns.GetValueOrDefault(member, member);

    private static string[] Words(string? field) => field?.Split(BetweenWords, StringSplitOptions.RemoveEmptyEntries) ?? [];
}
