using System.Numerics.Tensors;
using Engram.Contracts.Recommendations;
using Engram.ModelStore;

namespace Engram.MemoryNetworks.Sequences;

/// <summary>Names what the slots of a memory hold: for each relation, the values whose vectors are nearest to its slot.</summary>
internal sealed class RelationMemoryValues
{
    private const int Nearest = 3;

    private readonly RelationValues _values;
    private readonly float[] _vectors; // [values, K], each of length 1: a product with one orders as its cosine does

    private RelationMemoryValues(RelationValues values, float[] vectors, int width) =>
        (_values, _vectors, Width) = (values, OfLengthOne(vectors, width), width);

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
        [.. weights.Index().OrderByDescending(weight => weight.Item).Select(weight => new RelationReason
        {
            Relation = _values.Relations[weight.Index], Weight = weight.Item, NearestValues = NearestTo(memory, weight.Index),
        })];

    private string[] NearestTo(float[] memory, int relation)
    {
        var slot = memory.AsSpan(relation * Width, Width);
        var values = _values.ValuesOf[relation];
        var scores = new float[values.Count];
        for (var place = 0; place < scores.Length; place++)
            scores[place] = TensorPrimitives.Dot<float>(slot, _vectors.AsSpan(values[place] * Width, Width));
        return [.. SequenceSession.Best(scores, Nearest).Select(place => _values.Values[values[place]])];
    }

    private static float[] OfLengthOne(float[] vectors, int width)
    {
        for (var start = 0; start < vectors.Length; start += width)
        {
            var vector = vectors.AsSpan(start, width);
            if (TensorPrimitives.Norm<float>(vector) is var length and > 0)
                TensorPrimitives.Divide(vector, length, vector);
        }

        return vectors;
    }
}
