using System.Numerics.Tensors;
using Engram.ModelStore;

namespace Engram.MemoryNetworks.Sequences;

/// <summary>Names what the slots of a memory hold: for each relation, the values whose vectors are nearest to its slot.</summary>
internal sealed class RelationMemoryValues
{
    private const int Nearest = 3;

    private readonly RelationValues _values;
    private readonly float[] _vectors; // [values, K]

    private RelationMemoryValues(RelationValues values, float[] vectors, int width) =>
        (_values, _vectors, Width) = (values, vectors, width);

    public int Relations => _values.Relations.Count;

    /// <summary>K: width of a slot.</summary>
    public int Width { get; }

    /// <summary>Numbers in a memory.</summary>
    public int Size => Relations * Width;

    public static RelationMemoryValues Of(InstalledModel package, int relations, int width)
    {
        var values = package.Read<RelationValues>(SequenceInterface.ValuesFileName);
        if (values.Relations.Count != relations || values.ValuesOf.Count != relations)
            throw new ModelPackageException($"{SequenceInterface.ValuesFileName} of model {package.Id} has {values.Relations.Count} "
                + $"relations, its network {relations}.");
        return new RelationMemoryValues(
            values, SequenceSession.ReadVectors(package, SequenceInterface.ValueVectorsFileName, values.Values.Count, width), width);
    }

    /// <summary>The relations by weight, the heaviest first, each with the values nearest to its slot by cosine.</summary>
    public IReadOnlyList<RelationReason> Explain(float[] memory, float[] weights) =>
        [.. weights.Index().OrderByDescending(weight => weight.Item).Select(weight => new RelationReason(
            _values.Relations[weight.Index], weight.Item, NearestTo(memory, weight.Index)))];

    private string[] NearestTo(float[] memory, int relation) =>
        [.. _values.ValuesOf[relation].OrderByDescending(value => TensorPrimitives.CosineSimilarity<float>(
            memory.AsSpan(relation * Width, Width), _vectors.AsSpan(value * Width, Width))).Take(Nearest)
            .Select(value => _values.Values[value])];
}
