using System.Text.Json;

namespace Engram.Streams.Forms;

/// <summary>A form with JSON payloads.</summary>
internal abstract class JsonForm
{
    public abstract StreamForm Form { get; }

    /// <summary>What a payload lacks to be of this form; null when it is of this form.</summary>
    public abstract string? FindMissing(JsonElement payload);

    /// <summary>Adds the events of a payload of this form.</summary>
    /// <exception cref="PayloadException">A required member is missing or invalid; events added before remain valid.</exception>
    public abstract void Read(JsonElement payload, List<StreamEvent> events);

    /// <summary>The payload's position in its live stream; null when there is none.</summary>
    public virtual string? CursorOf(JsonElement payload) => null;

    /// <summary>The event of a post; ignored when it has neither text nor pictures.</summary>
    protected static StreamEvent Event(SourcePost post) =>
        PostFields.HasContent(post) ? new PostEvent(post) : new Ignored("the post has no text and no picture");
}
