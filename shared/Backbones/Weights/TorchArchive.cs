namespace Engram.Backbones.Weights;

/// <summary>Reads what torch.save writes since torch 1.6: a zip archive with the pickle <c>NAME/data.pkl</c> and a storage in each
/// <c>NAME/data/KEY</c>.</summary>
internal static class TorchArchive
{
    private const string Pickle = "/data.pkl";

    public static Dictionary<string, StoredTensor> Read(WeightBytes file, WeightFileOptions options)
    {
        var entries = ZipDirectory.Read(file, options);
        if (entries.Keys.Where(name => name.EndsWith(Pickle, StringComparison.Ordinal)).ToArray() is not [var pickle])
            throw new WeightFileException("It is a zip archive, but none of torch.save: it has not one data.pkl.");
        var (start, length) = entries[pickle];
        if (length > options.MaxHeaderBytes)
            throw new WeightFileException($"Its pickle has {length} bytes; at most {options.MaxHeaderBytes} are read.");
        var root = pickle[..^Pickle.Length];
        if (entries.TryGetValue($"{root}/byteorder", out var order)
            && !file.Read(order.Start, Math.Min(order.Length, 6)).AsSpan().SequenceEqual("little"u8))
            throw new WeightFileException("Its numbers are not little-endian.");
        var state = new PickleReader(file.Read(start, length)).Read();
        return StateDict.Locate(state, storage => Find(storage, entries, root));
    }

    private static long Find(PickledStorage storage, Dictionary<string, (long Start, long Length)> entries, string root)
    {
        if (!entries.TryGetValue($"{root}/data/{storage.Key}", out var entry))
            throw new WeightFileException($"Its storage {StoredTensor.Shown(storage.Key)} is missing.");
        return storage.Elements <= entry.Length / StoredTensor.SizeOf(storage.Type)
            ? entry.Start
            : throw new WeightFileException(
                $"Its storage {StoredTensor.Shown(storage.Key)} has {entry.Length} bytes, too few for {storage.Elements} {storage.Type}.");
    }
}
