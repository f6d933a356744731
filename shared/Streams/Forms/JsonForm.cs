using System.Text.Json;

namespace Engram.Streams.Forms;

/// <summary>A form whose payloads are JSON.</summary>
internal abstract class JsonForm
{
    public abstract StreamForm Form { get; }

    /// <summary>What a payload lacks to be of this form; null when it is of it.</summary>
    public abstract string? FindMissing(JsonElement payload);

    /// <summary>Adds what a payload of this form says.</summary>
    /// <exception cref="PayloadException">A member that is needed is missing or wrong; what was added before holds.</exception>
    public abstract void Read(JsonElement payload, List<StreamEvent> events);

    /// <summary>The payload's place in its live stream; null when there is none.</summary>
    public virtual string? CursorOf(JsonElement payload) => null;

    /// <summary>What a post says once it was read: nothing, when it has neither words nor pictures.</summary>
    protected static StreamEvent Event(SourcePost post) =>
        PostFields.HasContent(post) ? new PostEvent(post) : new Ignored("the post has no text and no picture");
}
