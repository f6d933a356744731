using System.Text.Json.Serialization;

namespace Engram.Training.Models;

/// <summary>How text, attributes and regions become one vector, c_fuse.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FusionKind>))]
public enum FusionKind
{
    /// <summary>The pooled text alone.</summary>
    [JsonStringEnumMemberName("text")] Text,

    /// <summary>The sum of pooled text, attributes and regions (the released code's <c>fuse</c>).</summary>
    [JsonStringEnumMemberName("sum")] Sum,

    /// <summary>The sum of the attentions of the pairs.</summary>
    [JsonStringEnumMemberName("attention")] Attention,

    /// <summary>Pooled text attends to the regions, and the result attends to the text (the released code's
    /// <c>text_img_co_att</c>).</summary>
    [JsonStringEnumMemberName("co-attention-from-text")] CoAttentionFromText,

    /// <summary>Pooled regions attend to the text, and the result attends to the regions (the released code's
    /// <c>img_text_co_att</c>).</summary>
    [JsonStringEnumMemberName("co-attention-from-vision")] CoAttentionFromVision,
}

/// <summary>Which modality's pooled vector attends to which modality's members.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AttentionPair>))]
public enum AttentionPair
{
    /// <summary>In neither the paper nor the release. Gives a post without a picture an attention.</summary>
    [JsonStringEnumMemberName("text-over-text")] TextOverText,
    [JsonStringEnumMemberName("text-over-attributes")] TextOverAttributes,
    [JsonStringEnumMemberName("attributes-over-text")] AttributesOverText,
    [JsonStringEnumMemberName("text-over-vision")] TextOverVision,

    /// <summary>The only pair that the released code computes.</summary>
    [JsonStringEnumMemberName("vision-over-text")] VisionOverText,
}

/// <summary>The kind of an attention.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AttentionKind>))]
public enum AttentionKind
{
    /// <summary><see cref="Training.Models.MultiHeadAttention"/>.</summary>
    [JsonStringEnumMemberName("multi-head")] MultiHead,

    /// <summary><see cref="AdditiveAttention"/>: the baselines with a single attention.</summary>
    [JsonStringEnumMemberName("single")] Additive,
}

/// <summary>How a modality's members become one vector.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Pooling>))]
public enum Pooling
{
    [JsonStringEnumMemberName("max")] Max,
    [JsonStringEnumMemberName("mean")] Mean,
}
