namespace Engram.Imaging.Libvips;

/// <summary>One operation of libvips: named, given its properties, run once for its result.</summary>
internal sealed unsafe class VipsOperation
{
    private readonly string _name;
    private nint _operation;

    public VipsOperation(string name)
    {
        _name = name;
        _operation = VipsNative.NewOperation(name);
        if (_operation == 0)
            throw new EngineException($"This libvips has no operation {name}: {VipsLibrary.TakeErrors()}");
    }

    /// <summary>Sets a number or a member of an enumeration.</summary>
    public VipsOperation Set(string property, int value)
    {
        GValue boxed = default;
        VipsNative.InitValue(ref boxed, GValue.IntType);
        VipsNative.SetInt(ref boxed, value);
        return SetAndUnset(property, ref boxed);
    }

    public VipsOperation Set(string property, string value)
    {
        GValue boxed = default;
        VipsNative.InitValue(ref boxed, GValue.StringType);
        VipsNative.SetString(ref boxed, value);
        return SetAndUnset(property, ref boxed);
    }

    public VipsOperation Set(string property, VipsImage value)
    {
        GValue boxed = default;
        VipsNative.InitValue(ref boxed, VipsNative.ImageType());
        VipsNative.SetObject(ref boxed, value);
        return SetAndUnset(property, ref boxed);
    }

    /// <summary>Sets a list of numbers, which libvips copies.</summary>
    public VipsOperation Set(string property, ReadOnlySpan<double> values)
    {
        fixed (double* first = values)
            return SetArea(property, VipsNative.ArrayType(), VipsNative.NewArray(first, values.Length));
    }

    /// <summary>Sets bytes, which libvips reads in place: they must stay where they are until the last image made from them is gone.</summary>
    public VipsOperation Set(string property, PictureFile value) =>
        SetArea(property, VipsNative.BlobType(), VipsNative.NewBlob(0, value.Start, (nuint)value.Length));

    /// <summary>Runs the operation and returns its image.</summary>
    /// <exception cref="VipsException">It failed.</exception>
    public VipsImage Run() => Run("out", VipsNative.ImageType(), (ref GValue image) => new VipsImage(VipsNative.Ref(VipsNative.GetObject(ref image))));

    /// <summary>Runs an operation that writes a picture file and returns the file's bytes.</summary>
    /// <exception cref="VipsException">It failed.</exception>
    public byte[] RunToFile() => Run("buffer", VipsNative.BlobType(), (ref GValue blob) =>
    {
        var start = VipsNative.GetBlob(VipsNative.GetBoxed(ref blob), out var length);
        return new ReadOnlySpan<byte>(start, checked((int)length)).ToArray();
    });

    private delegate T Take<T>(ref GValue output);

    private T Run<T>(string output, nuint type, Take<T> take)
    {
        ObjectDisposedException.ThrowIf(_operation == 0, this);
        var operation = _operation;
        _operation = 0;
        var built = VipsNative.BuildOperation(operation);
        if (built == 0)
        {
            VipsNative.UnrefOutputs(operation);
            VipsNative.Unref(operation);
            throw new VipsException($"{_name}: {VipsLibrary.TakeErrors()}");
        }

        VipsNative.Unref(operation);
        GValue boxed = default;
        VipsNative.InitValue(ref boxed, type);
        VipsNative.GetProperty(built, output, ref boxed);
        var result = take(ref boxed);
        VipsNative.UnsetValue(ref boxed);
        VipsNative.UnrefOutputs(built);
        VipsNative.Unref(built);
        return result;
    }

    private VipsOperation SetArea(string property, nuint type, nint area)
    {
        GValue boxed = default;
        VipsNative.InitValue(ref boxed, type);
        VipsNative.SetBoxed(ref boxed, area);
        VipsNative.UnrefArea(area);
        return SetAndUnset(property, ref boxed);
    }

    private VipsOperation SetAndUnset(string property, ref GValue value)
    {
        VipsNative.SetProperty(_operation, property, ref value);
        VipsNative.UnsetValue(ref value);
        return this;
    }
}
