using System.ComponentModel.DataAnnotations;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Engram.Backbones.Weights;

/// <summary>
/// The tensors of a state dict: a <c>.safetensors</c> file, a <c>.pth</c> archive (torch 1.6 and later), or the older stream of pickles;
/// the first bytes tell which. Opening reads only their description. Nothing in a file is run: ADR 0027.
/// </summary>
public sealed class WeightFile : IDisposable
{
    private readonly WeightBytes _bytes;

    private WeightFile(WeightBytes bytes, IReadOnlyDictionary<string, StoredTensor> tensors) => (_bytes, Tensors) = (bytes, tensors);

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <exception cref="WeightFileException">The file is none of the three, damaged, hostile or over a limit.</exception>
    public static WeightFile Open(string path, WeightFileOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        WeightBytes? bytes = null;
        try
        {
            bytes = WeightBytes.Open(path, options.MaxFileBytes);
            return new WeightFile(bytes, Describe(bytes, options));
        }
        catch (Exception e)
        {
            bytes?.Dispose();
            if (e is WeightFileException)
                throw new WeightFileException($"{path} can't be read: {e.Message}", e);
            throw;
        }
    }

    /// <summary>Reads a tensor as float32, in row-major order.</summary>
    /// <exception cref="WeightFileException">It is larger than one array can be.</exception>
    public float[] ReadFloats(string name)
    {
        var tensor = Tensors[name];
        var size = StoredTensor.SizeOf(tensor.Type);
        if (tensor.Span > Array.MaxLength / size)
            throw new WeightFileException($"Tensor {StoredTensor.Shown(name)} has {tensor.Span * size} bytes; one array can't hold them.");
        var values = ToFloats(tensor.Type, _bytes.Read(tensor.Start, tensor.Span * size));
        return tensor.IsRowMajor ? values : Gather(values, tensor);
    }

    public void Dispose() => _bytes.Dispose();

    private static Dictionary<string, StoredTensor> Describe(WeightBytes bytes, WeightFileOptions options)
    {
        var start = bytes.Read(0, Math.Min(bytes.Length, 9));
        var tensors = start switch
        {
            // Before the pickle: the length of a header may begin with any byte.
            [_, _, _, _, _, _, _, _, (byte)'{'] => SafeTensorsFile.Read(bytes, options),
            [(byte)'P', (byte)'K', 3, 4, ..] => TorchArchive.Read(bytes, options),
            [PickleReader.Protocol, ..] => TorchStream.Read(bytes, options),
            _ => throw new WeightFileException(
                "It is no file of weights: it begins neither as .safetensors nor as torch.save writes, new or old."),
        };
        return tensors.Count <= options.MaxTensors
            ? tensors
            : throw new WeightFileException($"It has {tensors.Count} tensors; at most {options.MaxTensors} are read.");
    }

    private static float[] ToFloats(StoredType type, byte[] bytes)
    {
        var values = new float[bytes.Length / StoredTensor.SizeOf(type)];
        switch (type)
        {
            case StoredType.F32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
                break;
            case StoredType.F16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
                break;
            case StoredType.BF16:
                // The upper half of a float32.
                var halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < values.Length; i++)
                    values[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
                break;
            case StoredType.F64:
                var doubles = MemoryMarshal.Cast<byte, double>(bytes);
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)doubles[i];
                break;
            default:
                var integers = MemoryMarshal.Cast<byte, long>(bytes);
                for (var i = 0; i < values.Length; i++)
                    values[i] = integers[i];
                break;
        }

        return values;
    }

    private static float[] Gather(float[] stored, StoredTensor tensor)
    {
        var values = new float[tensor.Elements];
        var index = new long[tensor.Shape.Length];
        var at = 0L;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = stored[at];
            for (var d = index.Length - 1; d >= 0; d--)
            {
                at += tensor.Strides[d];
                if (++index[d] < tensor.Shape[d])
                    break;
                at -= tensor.Strides[d] * tensor.Shape[d];
                index[d] = 0;
            }
        }

        return values;
    }
}
