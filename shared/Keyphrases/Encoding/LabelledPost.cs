using System.Text.Json.Serialization;

namespace Engram.Keyphrases.Encoding;

/// <summary>A post with the keyphrases that people gave it: one line of <c>posts.jsonl</c>.</summary>
public sealed record LabelledPost
{
    /// <summary>Unique in the data set; begins with its source: <c>cmkp/train/12</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The data it comes from, for example <c>openclipart</c>: figures are given for each.</summary>
    public required string Source { get; init; }

    public required string Text { get; init; }

    /// <summary>Words of its picture; empty when there are none.</summary>
    public required string Ocr { get; init; }

    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>Lower case, words separated by one space; none where the post is only the caption of a picture.</summary>
    public required IReadOnlyList<string> Keyphrases { get; init; }

    /// <summary>Row of the picture's features in <c>grid.f16</c>; null without a picture.</summary>
    public int? Grid { get; init; }

    /// <summary>Rows of the picture's objects in <c>objects.f16</c>; null where it has none, or no picture.</summary>
    public ObjectRows? Objects { get; init; }

    public required DataSplit Split { get; init; }
}

/// <summary>Where the features of a picture's objects lie.</summary>
/// <param name="First">Row of the most certain one.</param>
/// <param name="Count">Objects.</param>
public sealed record ObjectRows(int First, int Count);

/// <summary>What a post may be used for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DataSplit>))]
public enum DataSplit
{
    /// <summary>The model learns from it.</summary>
    [JsonStringEnumMemberName("train")] Train,

    /// <summary>Decides when training stops.</summary>
    [JsonStringEnumMemberName("valid")] Valid,

    /// <summary>Only measured, once.</summary>
    [JsonStringEnumMemberName("test")] Test,
}
