using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Engram.Messaging.Bus;
using RabbitMQ.Client;

namespace Engram.Messaging.DeadLetters;

/// <summary>Reads the MassTransit and RabbitMQ headers of a dead letter. Any client may have published it, so nothing in it is
/// trusted.</summary>
public static partial class DeadLetterReader
{
    private const int ShownBytes = 1 << 20;
    private const int ShownHeaderCharacters = 4096;

    // Shown by themselves.
    private static readonly string[] KnownHeaders =
    [
        "MT-Fault-Message", "MT-Fault-Timestamp", "MT-Fault-ExceptionType", StackTraceHeader, DeadLetterBox.ReplayCount,
        DeadLetterBox.DiscardReason,
    ];

    private const string StackTraceHeader = "MT-Fault-StackTrace";

    internal static DeadLetter Read(BasicGetResult message, DeadLetterQueue queue)
    {
        var properties = message.BasicProperties;
        var stackTrace = Header(properties, StackTraceHeader);
        var envelope = Envelope.Read(message.Body);
        return new DeadLetter(
            properties.MessageId ?? envelope.MessageId ?? NameOf(message.Body.Span),
            queue.Queue,
            queue.Endpoint,
            envelope.MessageType,
            Header(properties, DeadLetterBox.DiscardReason) ?? Header(properties, "MT-Fault-Message") ?? ReasonOf(queue)
                ?? ReasonOfBroker(properties),
            Header(properties, "MT-Fault-Timestamp") ?? TimeOfBroker(properties),
            Header(properties, "MT-Fault-ExceptionType"),
            stackTrace is not null && OwnFrame().Match(stackTrace) is { Success: true } frame ? frame.Groups["method"].Value : null,
            int.TryParse(Header(properties, DeadLetterBox.ReplayCount), CultureInfo.InvariantCulture, out var replays) ? replays : 0,
            stackTrace,
            envelope.Unreadable,
            message.Body.Length,
            Shown(message.Body.Span))
        {
            Headers = FurtherHeaders(properties),
        };
    }

    /// <summary>Why no consumer can ever read a body; null when one may.</summary>
    public static string? WhyUnreadable(byte[] body) => Envelope.Read(body).Unreadable;

    private static string Shown(ReadOnlySpan<byte> body)
    {
        var shown = body[..Math.Min(body.Length, ShownBytes)];
        return Utf8.IsValid(body) ? Encoding.UTF8.GetString(shown) : Convert.ToBase64String(shown);
    }

    private static Dictionary<string, string> FurtherHeaders(IReadOnlyBasicProperties properties) =>
        (from name in properties.Headers?.Keys ?? []
         where !KnownHeaders.Contains(name) && properties.Headers![name] is (byte[] or IConvertible)
         let value = Header(properties, name) ?? ""
         select (name, value)).ToDictionary(
            header => header.name, header => header.value[..Math.Min(header.value.Length, ShownHeaderCharacters)]);

    private static string? Header(IReadOnlyBasicProperties properties, string name) =>
        properties.Headers is { } headers && headers.TryGetValue(name, out var value)
            ? value switch
            {
                byte[] bytes => Encoding.UTF8.GetString(bytes),
                null => null,
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            }
            : null;

    // The same message gets the same name each time it is read.
    private static string NameOf(ReadOnlySpan<byte> body) => $"body-{Convert.ToHexStringLower(SHA256.HashData(body))[..16]}";

    private static string? ReasonOf(DeadLetterQueue queue) =>
        queue.Queue.EndsWith(MessagingExtensions.SkippedQueueSuffix, StringComparison.Ordinal)
            ? "No consumer of the queue takes messages of this type: a newer or a foreign program sent it, and nothing handled it." : null;

    private static string? TimeOfBroker(IReadOnlyBasicProperties properties) =>
        properties.Headers is { } headers && headers.TryGetValue("x-death", out var value) && value is IList<object> { Count: > 0 } deaths
        && deaths[0] is IDictionary<string, object?> death && death.TryGetValue("time", out var time)
        && time is AmqpTimestamp stamp
            ? DateTimeOffset.FromUnixTimeSeconds(stamp.UnixTime).ToString("O", CultureInfo.InvariantCulture) : null;

    private static string? ReasonOfBroker(IReadOnlyBasicProperties properties) =>
        Header(properties, "x-first-death-reason") switch
        {
            null => null,
            "delivery_limit" => "It came back to its queue more often than the delivery limit allows: each time it was handed out, its "
                + "service ended before it was settled. Messages handed out together come back together: another one may be the cause.",
            var reason => $"Given up by the broker: {reason}.",
        };

    [GeneratedRegex(@"^[ \t]*at (?<method>Engram\.[^\s(]{1,200})", RegexOptions.Multiline)]
    private static partial Regex OwnFrame();

    /// <summary>Contents of MassTransit's envelope.</summary>
    private readonly record struct Envelope(string? MessageType, string? MessageId, string? Unreadable)
    {
        public static Envelope Read(ReadOnlyMemory<byte> body)
        {
            if (body.IsEmpty)
                return Unlike("The body is empty.");
            if (!Utf8.IsValid(body.Span))
                return Unlike("The body is not UTF-8.");
            try
            {
                using var document = JsonDocument.Parse(body);
                return Read(document.RootElement);
            }
            // InvalidOperationException: an escape sequence stands for half a surrogate pair.
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                return Unlike($"The body is not JSON: {e.Message}");
            }
        }

        private static Envelope Read(JsonElement root)
        {
            if (root.ValueKind != JsonValueKind.Object)
                return Unlike($"The body is JSON, but no envelope: {root.ValueKind}.");
            if (!root.TryGetProperty("message", out _)
                || !root.TryGetProperty("messageType", out var types) || types.ValueKind != JsonValueKind.Array
                || types.GetArrayLength() == 0 || types[0].ValueKind != JsonValueKind.String)
                return Unlike("The body is a JSON object, but no envelope: it lacks 'message' or a list 'messageType'.");
            // Types have the form urn:message:Engram.Contracts.Posts:Name, the most derived first.
            return new Envelope(
                types[0].GetString()!.Split(':')[^1],
                root.TryGetProperty("messageId", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null,
                Unreadable: null);
        }

        private static Envelope Unlike(string reason) => new(null, null, reason);
    }
}
