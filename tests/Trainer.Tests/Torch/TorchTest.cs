using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Torch;

/// <summary>Wraps each test in a dispose scope, so that no tensors outlive it, and offers short helpers to write tensors.</summary>
public abstract class TorchTest : IDisposable
{
    /// <summary>Both sides are float32 and a handful of operations apart: a few units in the last place near 1.</summary>
    protected const float Tolerance = 1e-5f;

    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static Tensor T(long[] shape, params ReadOnlySpan<float> values) => torch.tensor(values, shape);

    protected static Tensor I(long[] shape, params ReadOnlySpan<long> values) => torch.tensor(values, shape);

    protected static Tensor Learned(long[] shape, params ReadOnlySpan<float> values)
    {
        var tensor = T(shape, values);
        tensor.requires_grad = true;
        return tensor;
    }

    protected static void AssertValues(Tensor actual, params float[] expected)
    {
        var values = actual.ToFloat32();
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - values[i]) <= Tolerance, $"Element {i}: expected {expected[i]}, got {values[i]}.");
    }
}
