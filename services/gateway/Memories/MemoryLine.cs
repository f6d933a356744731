using System.Text.Json;
using System.Text.Json.Serialization;
using Engram.ApiContracts;
using Engram.Contracts.Memories;
using Engram.Gateway.Http;

namespace Engram.Gateway.Memories;

/// <summary>A fact as a line of an import: its subject stands in a relation to its object.</summary>
public sealed record TripleLine
{
    public string? Subject { get; init; }

    /// <summary>One symbol, for example <c>directed_by</c>.</summary>
    public string? Relation { get; init; }

    [JsonPropertyName("object")]
    public string? ObjectValue { get; init; }

    /// <summary>Where it comes from, in any words. Of a fact that the set holds already, the first one stays.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }
}

/// <summary>A document as a line of an import.</summary>
public sealed record DocumentLine
{
    public string? Title { get; init; }

    public string? Text { get; init; }
}

/// <summary>A tagged post as a line of an import.</summary>
public sealed record TaggedPostLine
{
    /// <summary>What its client calls it; results name it where it votes.</summary>
    public string? Id { get; init; }

    public string? Text { get; init; }

    /// <summary>Words read in its picture.</summary>
    public string? Ocr { get; init; }

    /// <summary>Words that describe its picture.</summary>
    public IReadOnlyList<string>? Attributes { get; init; }

    public IReadOnlyList<string>? Keyphrases { get; init; }
}

/// <summary>Checks a line of an import, and writes it as memory-index reads it.</summary>
internal static class MemoryLine
{
    private const int MaxNameCharacters = 1000;
    private const int MaxSourceCharacters = 1000;
    private const int MaxIdCharacters = 128;
    private const int MaxKeyphrases = 100;
    private const int MaxAttributes = 100;

    // Stands between the keyphrases of a memory.
    private const char Separator = ';';

    // The sign of a reversed relation.
    private const char Reversed = '!';

    /// <returns>The line in UTF-8, without its end.</returns>
    /// <exception cref="ProblemException">It is no JSON, or a field is missing or not valid.</exception>
    public static byte[] Check(MemoryFormat format, byte[] utf8) => format switch
    {
        MemoryFormat.Triples => Check(ApiJson.Read<TripleLine>(utf8)),
        MemoryFormat.Posts =>
            JsonSerializer.SerializeToUtf8Bytes(Checked(ApiJson.Read<TaggedPostLine>(utf8), utf8.Length), ApiJson.Options),
        _ => Check(ApiJson.Read<DocumentLine>(utf8), utf8.Length),
    };

    /// <summary>A fact as a line.</summary>
    /// <exception cref="ProblemException">A field is missing or not valid.</exception>
    public static byte[] Check(TripleLine line)
    {
        var checkedLine = CheckKey(line);
        Required("object", line.ObjectValue, MaxNameCharacters);
        return checkedLine;
    }

    /// <summary>The line that withdraws a fact, or all of subject and relation where it has no object.</summary>
    /// <exception cref="ProblemException">A field is missing or not valid.</exception>
    public static byte[] CheckKey(TripleLine line) => JsonSerializer.SerializeToUtf8Bytes(Checked(line), ApiJson.Options);

    /// <summary>A document as a line.</summary>
    /// <exception cref="ProblemException">A field is missing or not valid.</exception>
    public static byte[] Check(DocumentLine line, int maxCharacters)
    {
        Required("text", line.Text, maxCharacters);
        TextRule.Check("title", line.Title ?? "", MaxNameCharacters);
        return JsonSerializer.SerializeToUtf8Bytes(line with { Title = line.Title ?? "" }, ApiJson.Options);
    }

    /// <summary>The line that withdraws the documents of a title.</summary>
    /// <exception cref="ProblemException">The title is blank or not valid.</exception>
    public static byte[] CheckKey(string title)
    {
        Required("title", title, MaxNameCharacters);
        return JsonSerializer.SerializeToUtf8Bytes(new DocumentLine { Title = title }, ApiJson.Options);
    }

    private static TripleLine Checked(TripleLine line)
    {
        Required("subject", line.Subject, MaxNameCharacters);
        Required("relation", line.Relation, MaxNameCharacters);
        if (line.ObjectValue is not null)
            Required("object", line.ObjectValue, MaxNameCharacters);
        if (line.Source is not null)
            Required("source", line.Source, MaxSourceCharacters);
        if (line.Relation!.Any(char.IsWhiteSpace))
            throw new ProblemException(
                BodyProblems.InvalidField("relation", "holds a blank; a relation is one symbol such as directed_by"));
        if (line.Relation![0] == Reversed)
            throw new ProblemException(BodyProblems.InvalidField("relation", $"begins with '{Reversed}', the sign of a reversed "
                + "relation; leave it out, each fact is stored both ways"));
        return line;
    }

    private static TaggedPostLine Checked(TaggedPostLine line, int maxCharacters)
    {
        TextRule.Check("id", line.Id ?? "", MaxIdCharacters);
        TextRule.Check("text", line.Text ?? "", maxCharacters);
        TextRule.Check("ocr", line.Ocr ?? "", maxCharacters);
        var attributes = List("attributes", line.Attributes, MaxAttributes);
        var keyphrases = List("keyphrases", line.Keyphrases, MaxKeyphrases);
        if (string.IsNullOrWhiteSpace(line.Text) && string.IsNullOrWhiteSpace(line.Ocr) && attributes.Count == 0)
            throw new ProblemException(
                BodyProblems.InvalidField("text", "is blank, and so are ocr and attributes; the post could never be found"));
        if (keyphrases.Count == 0)
            throw new ProblemException(BodyProblems.InvalidField("keyphrases", "is missing or empty; a tagged post has one at least"));
        if (keyphrases.FirstOrDefault(phrase => phrase.Contains(Separator, StringComparison.Ordinal)) is not null)
            throw new ProblemException(
                BodyProblems.InvalidField("keyphrases", $"holds a phrase with '{Separator}'; give each phrase by itself"));
        return line with { Text = line.Text ?? "", Attributes = attributes, Keyphrases = keyphrases };
    }

    private static IReadOnlyList<string> List(string field, IReadOnlyList<string>? values, int most)
    {
        if (values?.Count > most)
            throw new ProblemException(BodyProblems.InvalidField(field, $"has {values.Count} entries; at most {most} are taken"));
        foreach (var value in values ?? [])
            Required(field, value, MaxNameCharacters);
        return values ?? [];
    }

    private static void Required(string field, string? value, int maxCharacters)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new ProblemException(BodyProblems.InvalidField(field, "is missing or blank"));
        TextRule.Check(field, value, maxCharacters);
    }
}
