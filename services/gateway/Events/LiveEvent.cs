using System.Text;
using Engram.Gateway.Posts;

namespace Engram.Gateway.Events;

/// <summary>One event, with the resource that it is about.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Kind of resource and its state, for example <c>post.tagged</c>; <c>post.deleted</c> once it is gone.</param>
/// <param name="PublicId">The client's id of the resource.</param>
/// <param name="Source">Source of the post; null for posts without one and for everything else.</param>
/// <param name="HappenedAt">When the transaction began that wrote it.</param>
/// <param name="Json">The resource as JSON on one line; of a deleted one its identity alone.</param>
internal sealed record LiveEvent(EventId Id, string Type, string PublicId, string? Source, DateTimeOffset HappenedAt, byte[] Json)
{
    public const string Deleted = "deleted";
    private const string Running = "training.running";

    /// <summary>The post that the event is about; null for other kinds and for deleted posts.</summary>
    public Post? Post { get; init; }

    public string Kind { get; } = Type[..Type.IndexOf('.', StringComparison.Ordinal)];

    public bool IsDeletion => IsDeletionType(Type);

    /// <summary>Whether nothing follows it until the resource changes by a request.</summary>
    public bool IsOutcome => Type != Running;

    /// <summary>An event that only tests whether a webhook takes one.</summary>
    public static LiveEvent Test(string type, Guid webhookId, DateTimeOffset now) =>
        new(default, type, $"{webhookId}", null, now, Encoding.UTF8.GetBytes($$"""{"id":"{{webhookId}}"}"""));

    public static bool IsDeletionType(string type) => type.EndsWith("." + Deleted, StringComparison.Ordinal);

    /// <summary>The event as it goes over the wire.</summary>
    public EventFrame ToFrame() => EventFrame.Of(Id, Type, Json, IsOutcome);
}

/// <summary>Bytes of a stream of server-sent events.</summary>
/// <param name="Position">Everything up to here is delivered with it.</param>
/// <param name="Bytes">The bytes; streams share them.</param>
internal sealed record EventFrame(EventPosition Position, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Whether a stream about one resource ends with it.</summary>
    public bool IsOutcome { get; private init; }

    /// <param name="id">The event's id.</param>
    /// <param name="type">The event's type.</param>
    /// <param name="json">The event's data, on one line.</param>
    /// <param name="isOutcome">Whether a stream about one resource ends with it.</param>
    public static EventFrame Of(EventId id, string type, ReadOnlySpan<byte> json, bool isOutcome) =>
        new(id.Position, (byte[])[.. Encoding.UTF8.GetBytes($"id: {id}\nevent: {type}\ndata: "), .. json, .. "\n\n"u8])
        {
            IsOutcome = isOutcome,
        };

    /// <summary>A comment, which clients ignore, with the position reached: a client may resume from there.</summary>
    public static EventFrame Heartbeat(EventId id) => new(id.Position, Encoding.UTF8.GetBytes($": heartbeat\nid: {id}\n\n"));
}
