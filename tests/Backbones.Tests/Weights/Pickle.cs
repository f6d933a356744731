using System.Buffers.Binary;
using System.Text;

namespace Engram.Backbones.Tests.Weights;

/// <summary>Writes pickles of protocol 2 as torch.save does, and worse ones.</summary>
internal sealed class Pickle
{
    private readonly List<byte> _bytes = [];

    public Pickle() => Raw(0x80, 2);

    public byte[] ToArray() => _bytes.ToArray();

    public Pickle Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public Pickle Op(char operation) => Raw((byte)operation);

    public Pickle Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Op('X').Int32(bytes.Length).Raw(bytes);
    }

    public Pickle Global(string module, string name) => Raw(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    public Pickle Number(long value)
    {
        if (value is >= int.MinValue and <= int.MaxValue)
            return Op('J').Int32((int)value);
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Raw(0x8a, sizeof(long)).Raw(bytes);
    }

    public Pickle Numbers(params ReadOnlySpan<long> values)
    {
        Op('(');
        foreach (var value in values)
            Number(value);
        return Op('t');
    }

    /// <summary>An empty OrderedDict: what state_dict() returns before it is filled.</summary>
    public Pickle OrderedDict() => Global("collections", "OrderedDict").Op(')').Op('R');

    /// <summary>A reference to a storage.</summary>
    public Pickle Storage(string type, string key, long elements, bool isOld = false)
    {
        Op('(').Text("storage").Global("torch", type).Text(key).Text("cpu").Number(elements);
        return (isOld ? Op('N') : this).Op('t').Op('Q');
    }

    /// <summary>A tensor: a call of torch._utils._rebuild_tensor_v2.</summary>
    public Pickle Tensor(string type, string key, long elements, long offset, long[] shape, long[] strides, bool isOld = false) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op('(').Storage(type, key, elements, isOld).Number(offset)
            .Numbers(shape).Numbers(strides).Raw(0x89).OrderedDict().Op('t').Op('R');

    private Pickle Int32(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }
}
