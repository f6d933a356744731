using System.Text.Json.Serialization;

namespace Engram.Keyphrases.Encoding;

/// <summary>Which regions of a picture a model reads.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RegionSource>))]
public enum RegionSource
{
    /// <summary>The 49 cells of the feature grid.</summary>
    [JsonStringEnumMemberName("grid")] Grid,

    /// <summary>The boxes of the object detector; a picture may have none.</summary>
    [JsonStringEnumMemberName("objects")] Objects,
}
