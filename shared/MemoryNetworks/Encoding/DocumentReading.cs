using System.Text.Json.Serialization;

namespace Engram.MemoryNetworks.Encoding;

/// <summary>How documents become memories (Miller et al. 2016, 4.2).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DocumentRepresentation>))]
public enum DocumentRepresentation
{
    /// <summary>Key and value are both the sentence.</summary>
    [JsonStringEnumMemberName("sentence")]
    Sentence,

    /// <summary>The key is the window around an entity, the value the entity.</summary>
    [JsonStringEnumMemberName("window")]
    Window,

    /// <summary>Like <see cref="Window"/>, but the words beside the entity, and the question, are encoded with a second dictionary; the
    /// entity and the value with the first.</summary>
    [JsonStringEnumMemberName("window-centre")]
    WindowCentre,

    /// <summary>Like <see cref="WindowCentre"/>, with the document's title in the key, and a second memory per window whose value is the
    /// title.</summary>
    [JsonStringEnumMemberName("window-title")]
    WindowTitle,
}

/// <summary>How a network reads documents.</summary>
/// <param name="Representation">How they become memories.</param>
/// <param name="WindowWords">W: symbols per window.</param>
public sealed record DocumentReading(DocumentRepresentation Representation, int WindowWords)
{
    /// <summary>Number of dictionaries, and so of tables, a network needs: 2 if the words beside an entity have their own, otherwise
    /// 1.</summary>
    public static int DictionariesOf(DocumentRepresentation? representation) =>
        representation is DocumentRepresentation.WindowCentre or DocumentRepresentation.WindowTitle ? 2 : 1;
}
