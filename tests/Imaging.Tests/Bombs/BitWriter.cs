namespace Engram.Imaging.Tests.Bombs;

/// <summary>Packs numbers of any bit width into bytes, lowest bit first, as GIF and WebP do.</summary>
internal sealed class BitWriter
{
    private readonly List<byte> _bytes = [];
    private ulong _pending;
    private int _bits;

    public void Write(int value, int width)
    {
        _pending |= (ulong)(uint)value << _bits;
        for (_bits += width; _bits >= 8; _bits -= 8, _pending >>= 8)
            _bytes.Add((byte)_pending);
    }

    public byte[] ToArray()
    {
        if (_bits > 0)
            _bytes.Add((byte)_pending);
        return [.. _bytes];
    }
}
