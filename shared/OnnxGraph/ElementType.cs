using Engram.ModelStore;

namespace Engram.OnnxGraph;

/// <summary>Element types of tensors, with the numbers of <c>TensorProto.DataType</c> in onnx.proto.</summary>
public enum ElementType
{
    Float32 = 1,
    UInt8 = 2,
    Int8 = 3,
    Int32 = 6,
    Int64 = 7,
    Boolean = 9,
    Float16 = 10,
    Float64 = 11,
}

internal static class ElementTypes
{
    /// <summary>The ONNX type of a manifest's <paramref name="type"/>.</summary>
    public static ElementType Of(TensorType type) => type switch
    {
        TensorType.Float32 => ElementType.Float32,
        TensorType.Int64 => ElementType.Int64,
        TensorType.Int32 => ElementType.Int32,
        TensorType.UInt8 => ElementType.UInt8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>The ONNX type of a .NET type. Throws <see cref="OnnxGraphException"/> if there is none.</summary>
    public static ElementType Of<T>()
        where T : unmanaged =>
        default(T) switch
        {
            float => ElementType.Float32,
            byte => ElementType.UInt8,
            sbyte => ElementType.Int8,
            int => ElementType.Int32,
            long => ElementType.Int64,
            bool => ElementType.Boolean,
            Half => ElementType.Float16,
            double => ElementType.Float64,
            _ => throw new OnnxGraphException(
                $"{typeof(T)} is not a tensor element; use float, Half, double, byte, sbyte, int, long or bool."),
        };
}
