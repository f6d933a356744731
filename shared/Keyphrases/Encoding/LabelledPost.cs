using System.Text.Json.Serialization;

namespace Engram.Keyphrases.Encoding;

/// <summary>A post with the keyphrases that people gave it: one line of <c>posts.jsonl</c>.</summary>
public sealed record LabelledPost
{
    /// <summary>Unique in the data set; starts with the source: <c>cmkp/train/12</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The data the post comes from, for example <c>openclipart</c>; metrics are reported per source.</summary>
    public required string Source { get; init; }

    public required string Text { get; init; }

    /// <summary>Words of the picture; empty when there are none.</summary>
    public required string Ocr { get; init; }

    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>Lower case, words separated by one space; empty when the post is only a picture's caption.</summary>
    public required IReadOnlyList<string> Keyphrases { get; init; }

    /// <summary>Row of the picture's features in <c>grid.f16</c>; null when there is no picture.</summary>
    public int? Grid { get; init; }

    /// <summary>Rows of the picture's objects in <c>objects.f16</c>; null when there are no objects or no picture.</summary>
    public ObjectRows? Objects { get; init; }

    public required DataSplit Split { get; init; }
}

/// <summary>Location of the features of a picture's objects.</summary>
/// <param name="First">Row of the most certain object.</param>
/// <param name="Count">Number of objects.</param>
public sealed record ObjectRows(int First, int Count);

/// <summary>What a post may be used for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DataSplit>))]
public enum DataSplit
{
    /// <summary>Used for training.</summary>
    [JsonStringEnumMemberName("train")] Train,

    /// <summary>Used to decide when training stops.</summary>
    [JsonStringEnumMemberName("valid")] Valid,

    /// <summary>Used for measuring only, once.</summary>
    [JsonStringEnumMemberName("test")] Test,
}
