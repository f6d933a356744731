using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace Engram.Cli.DeadLetters;

/// <summary>Reads MassTransit's and RabbitMQ's headers of a dead letter.</summary>
internal static class DeadLetterReader
{
    public static DeadLetter Read(BasicGetResult message, DeadLetterQueue queue)
    {
        var body = Encoding.UTF8.GetString(message.Body.Span);
        var properties = message.BasicProperties;
        return new DeadLetter(
            properties.MessageId ?? "",
            queue.Queue,
            queue.Endpoint,
            MessageTypeOf(body),
            Header(properties, "MT-Fault-Message") ?? ReasonOfBroker(properties),
            Header(properties, "MT-Fault-Timestamp"),
            Header(properties, "MT-Fault-StackTrace"),
            body);
    }

    private static string? Header(IReadOnlyBasicProperties properties, string name) =>
        properties.Headers is { } headers && headers.TryGetValue(name, out var value)
            ? value switch { byte[] bytes => Encoding.UTF8.GetString(bytes), null => null, _ => value.ToString() }
            : null;

    private static string? ReasonOfBroker(IReadOnlyBasicProperties properties) =>
        Header(properties, "x-first-death-reason") switch
        {
            null => null,
            "delivery_limit" => "Handed out more often than the delivery limit allows: its consumer died over it each time.",
            var reason => $"Given up by the broker: {reason}.",
        };

    // The envelope lists types as urn:message:Engram.Contracts.Posts:Name, the most derived first.
    private static string? MessageTypeOf(string body)
    {
        try
        {
            using var envelope = JsonDocument.Parse(body);
            return envelope.RootElement.TryGetProperty("messageType", out var types) && types.ValueKind == JsonValueKind.Array && types.GetArrayLength() > 0
                ? types[0].GetString()?.Split(':')[^1]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
