using System.Collections.Immutable;

namespace Engram.Backbones.Weights;

/// <summary>A dictionary of a pickle, by names.</summary>
internal sealed class PickleDict() : Dictionary<string, object?>(StringComparer.Ordinal);

/// <summary>A class or function that a pickle names. It is only ever compared, never looked up.</summary>
internal sealed record PickledName(string Module, string Name);

/// <summary>A storage that a pickle refers to.</summary>
/// <param name="Type">Type of its elements.</param>
/// <param name="Key">Its name in the file.</param>
/// <param name="Elements">How many elements it is said to have.</param>
internal sealed record PickledStorage(StoredType Type, string Key, long Elements)
{
    public long Bytes => Elements * StoredTensor.SizeOf(Type);
}

/// <summary>A view of a storage, as pickled.</summary>
internal sealed record PickledTensor(PickledStorage Storage, long Offset, ImmutableArray<long> Shape, ImmutableArray<long> Strides);
