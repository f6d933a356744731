using System.Text.Json;
using System.Text.Json.Serialization;
using Engram.ApiContracts;
using Engram.Contracts.Memories;
using Engram.Gateway.Http;

namespace Engram.Gateway.Memories;

/// <summary>A line of an import with a fact: subject, relation and object.</summary>
public sealed record TripleLine
{
    public string? Subject { get; init; }

    /// <summary>One symbol, for example <c>directed_by</c>.</summary>
    public string? Relation { get; init; }

    [JsonPropertyName("object")]
    public string? ObjectValue { get; init; }

    /// <summary>Where the fact comes from, as free text. If the set already holds the fact, its first source stays.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }
}

/// <summary>A line of an import with a document.</summary>
public sealed record DocumentLine
{
    public string? Title { get; init; }

    public string? Text { get; init; }
}

/// <summary>A line of an import with a tagged post.</summary>
public sealed record TaggedPostLine
{
    /// <summary>The client's id; results cite it where the post votes for a keyphrase.</summary>
    public string? Id { get; init; }

    public string? Text { get; init; }

    /// <summary>Words read in the post's picture.</summary>
    public string? Ocr { get; init; }

    /// <summary>Words that describe the post's picture.</summary>
    public IReadOnlyList<string>? Attributes { get; init; }

    public IReadOnlyList<string>? Keyphrases { get; init; }
}

/// <summary>Checks a line of an import, and serializes it as memory-index reads it.</summary>
internal static class MemoryLine
{
    private const int MaxNameCharacters = 1000;
    private const int MaxSourceCharacters = 1000;
    private const int MaxIdCharacters = 128;
    private const int MaxKeyphrases = 100;
    private const int MaxAttributes = 100;

    // Separates the keyphrases of a memory.
    private const char Separator = ';';

    // Prefix of a reversed relation.
    private const char Reversed = '!';

    /// <returns>The line in UTF-8, without its line end.</returns>
    /// <exception cref="ProblemException">The line is not JSON, or a field is missing or not valid.</exception>
    public static byte[] Check(MemoryFormat format, byte[] utf8) => format switch
    {
        MemoryFormat.Triples => Check(ApiJson.Read<TripleLine>(utf8)),
        MemoryFormat.Posts =>
            JsonSerializer.SerializeToUtf8Bytes(Checked(ApiJson.Read<TaggedPostLine>(utf8), utf8.Length), ApiJson.Options),
        _ => Check(ApiJson.Read<DocumentLine>(utf8), utf8.Length),
    };

    /// <summary>Checks and serializes a fact.</summary>
    /// <exception cref="ProblemException">A field is missing or not valid.</exception>
    public static byte[] Check(TripleLine line)
    {
        var checkedLine = CheckKey(line);
        Required("object", line.ObjectValue, MaxNameCharacters);
        return checkedLine;
    }

    /// <summary>Serializes the line that withdraws a fact or, without an object, all facts of the subject and relation.</summary>
    /// <exception cref="ProblemException">A field is missing or not valid.</exception>
    public static byte[] CheckKey(TripleLine line) => JsonSerializer.SerializeToUtf8Bytes(Checked(line), ApiJson.Options);

    /// <summary>Checks and serializes a document.</summary>
    /// <exception cref="ProblemException">A field is missing or not valid.</exception>
    public static byte[] Check(DocumentLine line, int maxCharacters)
    {
        Required("text", line.Text, maxCharacters);
        TextRule.Check("title", line.Title ?? "", MaxNameCharacters);
        return JsonSerializer.SerializeToUtf8Bytes(line with { Title = line.Title ?? "" }, ApiJson.Options);
    }

    /// <summary>Serializes the line that withdraws the documents of a title.</summary>
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
