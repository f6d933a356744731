using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Engram.ModelStore;

/// <summary>Element type of a tensor, written in a manifest as <c>float32</c>, <c>int64</c>, <c>int32</c> or <c>uint8</c>.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "These are types of tensors: the words of ONNX.")]
[JsonConverter(typeof(JsonStringEnumConverter<TensorType>))]
public enum TensorType
{
    [JsonStringEnumMemberName("float32")] Float32,
    [JsonStringEnumMemberName("int64")] Int64,
    [JsonStringEnumMemberName("int32")] Int32,
    [JsonStringEnumMemberName("uint8")] UInt8,
}
