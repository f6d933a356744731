using System.Numerics;

namespace Engram.Backbones.Weights;

/// <summary>Reads what torch.save wrote before torch 1.6: pickles of a magic number, a version, the machine, the state dict and the keys of
/// the storages, then each storage, preceded by its number of elements.</summary>
internal static class TorchStream
{
    // MAGIC_NUMBER and PROTOCOL_VERSION of torch/serialization.py.
    private const long ProtocolVersion = 1001;
    private static readonly BigInteger MagicNumber = new((byte[])[0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]);

    public static Dictionary<string, StoredTensor> Read(WeightBytes file, WeightFileOptions options)
    {
        var pickles = new PickleReader(file.Read(0, Math.Min(file.Length, options.MaxHeaderBytes)));
        if (pickles.Read() is not BigInteger magic || magic != MagicNumber || pickles.Read() is not ProtocolVersion)
            throw new WeightFileException("It is a pickle, but none of torch.save.");
        if (pickles.Read() is PickleDict machine && machine.GetValueOrDefault("little_endian") is false)
            throw new WeightFileException("Its numbers are not little-endian.");
        var state = pickles.Read();
        var keys = pickles.Read() as List<object?> ?? throw new WeightFileException("It has no list of its storages.");
        var places = Places(file, pickles, keys);
        return StateDict.Locate(state, storage => places[storage.Key]);
    }

    private static Dictionary<string, long> Places(WeightBytes file, PickleReader pickles, List<object?> keys)
    {
        var places = new Dictionary<string, long>(StringComparer.Ordinal);
        var at = (long)pickles.Position;
        foreach (var key in keys)
        {
            if (key is not string name || !pickles.Storages.TryGetValue(name, out var storage) || !places.TryAdd(name, at + sizeof(long)))
                throw new WeightFileException("Its list of storages is not that of its tensors.");
            if (file.UInt64(at) != (ulong)storage.Elements)
                throw new WeightFileException(
                    $"Its storage {StoredTensor.Shown(name)} has {file.UInt64(at)} elements, not {storage.Elements}.");
            at += sizeof(long);
            file.RequireRange(at, storage.Bytes);
            at += storage.Bytes;
        }

        return places.Count == pickles.Storages.Count
            ? places
            : throw new WeightFileException("Its list of storages is not that of its tensors.");
    }
}
