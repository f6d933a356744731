namespace Engram.Backbones.Weights;

/// <summary>Finds the tensors of an unpickled state dict in the file.</summary>
internal static class StateDict
{
    private const string Advice = "save the state dict alone: torch.save(model.state_dict(), FILE).";

    /// <param name="state">What was pickled.</param>
    /// <param name="start">Gives the position of a storage in the file.</param>
    /// <exception cref="WeightFileException">It is no state dict, or a tensor reaches beyond its storage.</exception>
    public static Dictionary<string, StoredTensor> Locate(object? state, Func<PickledStorage, long> start)
    {
        if (state is not PickleDict entries)
            throw new WeightFileException($"It holds no state dict; {Advice}");
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        foreach (var (name, value) in entries)
        {
            if (value is not PickledTensor tensor)
                throw new WeightFileException($"Its entry {StoredTensor.Shown(name)} is no tensor; {Advice}");
            var storage = tensor.Storage;
            tensors.Add(name, StoredTensor.View(
                name, storage.Type, tensor.Shape, tensor.Strides, tensor.Offset, start(storage), storage.Elements));
        }

        return tensors;
    }
}
