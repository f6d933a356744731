using Engram.ApiContracts;
using Engram.ApiContracts.Sequences;
using Engram.Gateway.Http;

namespace Engram.Gateway.Sequences;

/// <summary>A checked event for a sequence set: a line of an upload, or a keyphrase of a post.</summary>
public sealed record IncomingSubjectEvent(string Id, string Subject, string Item, DateTimeOffset At)
{
    private const int MaxIdCharacters = 128;
    private const int MaxSubjectCharacters = 256;
    private const int MaxItemCharacters = 200;

    /// <summary>The post that it was made of; null for a line of an upload.</summary>
    public Guid? PostId { get; init; }

    /// <param name="line">The line.</param>
    /// <param name="latest">Latest time of an event.</param>
    /// <exception cref="ProblemException">A field is missing or not valid.</exception>
    public static IncomingSubjectEvent Check(SubjectEventLine line, DateTimeOffset latest)
    {
        ArgumentNullException.ThrowIfNull(line);
        var id = Required("id", line.Id, MaxIdCharacters);
        var subject = CheckSubject(line.Subject);
        var item = CheckItem("item", line.Item);
        var at = IsoTime.Parse(line.At ?? "")
            ?? throw new ProblemException(BodyProblems.InvalidField("at", "is a time of ISO 8601, for example 2026-05-04T12:30:00Z"));
        return at <= latest ? new IncomingSubjectEvent(id, subject, item, at)
            : throw new ProblemException(BodyProblems.InvalidField("at", "is in the future"));
    }

    /// <exception cref="ProblemException">The subject is blank, too long, or can't stand in a path.</exception>
    public static string CheckSubject(string? subject)
    {
        var name = Required("subject", subject, MaxSubjectCharacters);
        return CanStandInPath(name) ? name
            : throw new ProblemException(BodyProblems.InvalidField(
                "subject", "holds '/' or '\\', or is '.' or '..': no URL could name it"));
    }

    /// <summary>Whether a text that can be stored can name a subject too.</summary>
    public static bool IsSubject(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= MaxSubjectCharacters && CanStandInPath(text);
    }

    /// <summary>Whether a text that can be stored can name an item too.</summary>
    public static bool IsItem(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= MaxItemCharacters && !string.IsNullOrWhiteSpace(text);
    }

    /// <exception cref="ProblemException">The item is blank or too long.</exception>
    public static string CheckItem(string field, string? item) => Required(field, item, MaxItemCharacters);

    private static bool CanStandInPath(string name) => name is not ("." or "..") && name.AsSpan().IndexOfAny('/', '\\') < 0;

    private static string Required(string field, string? value, int maxCharacters)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new ProblemException(BodyProblems.InvalidField(field, "is missing or blank"));
        TextRule.Check(field, value, maxCharacters);
        return value;
    }
}
