using System.Runtime.InteropServices;

namespace Engram.Training.Torch;

/// <summary>An array of numbers in libtorch's memory, with its autograd history. Freed by the <see cref="DisposeScope"/> it was created in,
/// by Dispose, or as a last resort by its finalizer.</summary>
public sealed partial class Tensor : SafeHandle
{
    private long[]? _shape;
    private DisposeScope? _scope;

    /// <summary>For the native calls, which create the tensors they return with it.</summary>
    public Tensor()
        : base(0, ownsHandle: true)
    {
        _scope = DisposeScope.Current;
        _scope?.Add(this);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Number of live tensors in this process. A training step must not change it.</summary>
    public static long TotalCount => Native.live_tensors();

    /// <summary>Sizes of the dimensions, slowest-varying first.</summary>
    public long[] shape => _shape ??= ReadShape();

    public ScalarType dtype => (ScalarType)Native.dtype(this);

    public Device device => Device.Of(Native.device(this));

    /// <summary>Number of elements.</summary>
    public long numel()
    {
        var product = 1L;
        foreach (var size in shape)
            product *= size;
        return product;
    }

    /// <summary>Takes the tensor out of its scope; its owner must dispose it.</summary>
    public Tensor DetachFromDisposeScope()
    {
        _scope?.Remove(this);
        _scope = null;
        return this;
    }

    /// <summary>The element of a one-element tensor.</summary>
    public double item()
    {
        if (numel() != 1)
            throw new ShapeException($"item: expected one element, got {Shape.Text(shape)}.");
        Native.Check(Native.item(this, out var value));
        return value;
    }

    /// <summary>All elements as float32, row-major.</summary>
    public float[] ToFloat32()
    {
        var values = new float[numel()];
        Native.Check(Native.copy_to_float32(this, values, values.Length));
        return values;
    }

    /// <summary>All elements as int64, row-major.</summary>
    public long[] ToInt64()
    {
        var values = new long[numel()];
        Native.Check(Native.copy_to_int64(this, values, values.Length));
        return values;
    }

    /// <summary>All elements as bytes, row-major.</summary>
    public byte[] ToBytes()
    {
        var values = new byte[numel()];
        Native.Check(Native.copy_to_uint8(this, values, values.Length));
        return values;
    }

    /// <summary>A copy on another device, or the same values if they are already there.</summary>
    public Tensor to(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        Native.Check(Native.to_device(this, device.CudaIndex, out var result));
        return result;
    }

    public Tensor to(ScalarType type)
    {
        Native.Check(Native.to_dtype(this, (int)type, out var result));
        return result;
    }

    public override string ToString() => IsInvalid || IsClosed ? "Tensor (freed)" : $"Tensor {Shape.Text(shape)} {dtype} {device}";

    protected override bool ReleaseHandle()
    {
        return Native.free(handle) == 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            DetachFromDisposeScope();
        base.Dispose(disposing);
    }

    private long[] ReadShape()
    {
        var sizes = new long[Native.dims(this)];
        Native.Check(Native.shape(this, sizes));
        return sizes;
    }
}
