using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Engram.Contracts.Images;

namespace Engram.VisionFeatures;

/// <summary>A model's output for a picture.</summary>
public sealed record ExtractedFeatures
{
    /// <summary>Regions along each side of the grid: 7, which gives the 49 regions of the papers.</summary>
    public const int GridSide = 7;

    public const int Regions = GridSide * GridSide;

    /// <summary>Features per region.</summary>
    public required int Channels { get; init; }

    /// <summary>[49, Channels], row by row from the top left.</summary>
    public required float[] Grid { get; init; }

    /// <summary>Objects, most certain first.</summary>
    public required IReadOnlyList<DetectedObject> Objects { get; init; }

    /// <summary>Mean feature of each object's box, [Channels] each, in the order of the objects.</summary>
    public required IReadOnlyList<float[]> ObjectFeatures { get; init; }

    /// <summary>Up to five words, most certain first.</summary>
    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>Package that named the words, <c>name/version</c>; null if there was none.</summary>
    public string? AttributeModel { get; init; }

    /// <summary>Grid and object features in the stored form: float16 little-endian, [49 + objects, Channels]. Values beyond float16 are
    /// clamped to its range.</summary>
    public byte[] ToFloat16()
    {
        var halves = new Half[(Regions + ObjectFeatures.Count) * Channels];
        var rest = halves.AsSpan();
        foreach (var rows in ObjectFeatures.Prepend(Grid))
        {
            TensorPrimitives.ConvertToHalf(rows, rest);
            rest = rest[rows.Length..];
        }

        TensorPrimitives.Min<Half>(halves, Half.MaxValue, halves);
        TensorPrimitives.Max<Half>(halves, Half.MinValue, halves);
        return MemoryMarshal.AsBytes(halves.AsSpan()).ToArray();
    }
}
