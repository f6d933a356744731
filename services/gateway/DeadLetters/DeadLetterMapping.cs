using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Engram.ApiContracts.DeadLetters;
using Engram.Messaging.DeadLetters;

namespace Engram.Gateway.DeadLetters;

/// <summary>Maps dead letters to resources of the API. Anyone may have published them, so their names in URLs are hashes.</summary>
internal static class DeadLetterMapping
{
    private const int NameBytes = 8;

    /// <summary>Name of a message's group: the queue, a dot, and a hash of exception and place.</summary>
    public static string GroupOf(DeadLetter letter) => $"{letter.Queue}.{Hash($"{letter.ExceptionType}\n{letter.Frame}")}";

    public static string NameOf(DeadLetter letter) => Hash(letter.MessageId);

    public static DeadLetterGroup ToGroup(IReadOnlyCollection<DeadLetterTrace> letters)
    {
        var last = letters.Last();
        var times = letters.Select(letter => letter.Summary.FailedAt).OfType<DateTimeOffset>().ToList();
        return new DeadLetterGroup
        {
            Id = last.Group,
            Queue = last.Queue,
            Endpoint = last.Endpoint,
            Exception = last.Exception,
            Frame = last.Frame,
            Reason = last.Summary.Reason,
            Count = letters.Count,
            FirstFailedAt = times.Count > 0 ? times.Min() : null,
            LastFailedAt = times.Count > 0 ? times.Max() : null,
        };
    }

    /// <summary>Keeps what a list shows of a message: bodies and stack traces of thousands do not stay in memory.</summary>
    public static DeadLetterTrace ToTrace(DeadLetter letter) => new(
        GroupOf(letter), letter.Queue, letter.Endpoint, letter.ExceptionType, letter.Frame, new DeadLetterSummary
        {
            Id = NameOf(letter),
            MessageId = letter.MessageId,
            MessageType = letter.MessageType,
            Reason = letter.Reason,
            FailedAt = TimeOf(letter),
            Replays = letter.Replays,
            Unreadable = letter.Unreadable,
            BodyBytes = letter.BodyBytes,
        });

    public static DeadLetterResource ToResource(DeadLetter letter) => new()
    {
        Id = NameOf(letter),
        Group = GroupOf(letter),
        MessageId = letter.MessageId,
        MessageType = letter.MessageType,
        Reason = letter.Reason,
        FailedAt = TimeOf(letter),
        Replays = letter.Replays,
        Unreadable = letter.Unreadable,
        BodyBytes = letter.BodyBytes,
        Queue = letter.Queue,
        Endpoint = letter.Endpoint,
        Exception = letter.ExceptionType,
        StackTrace = letter.StackTrace,
        Headers = letter.Headers,
        Body = letter.Body,
    };

    private static DateTimeOffset? TimeOf(DeadLetter letter) =>
        DateTimeOffset.TryParse(letter.FailedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime() : null;

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, NameBytes));
}

/// <summary>What a list shows of a dead letter.</summary>
internal sealed record DeadLetterTrace(
    string Group, string Queue, string Endpoint, string? Exception, string? Frame, DeadLetterSummary Summary);
