namespace Engram.Training.Torch;

/// <content>Gradients.</content>
public sealed partial class Tensor
{
    public bool requires_grad
    {
        get => Native.requires_grad(this) != 0;
        set => Native.Check(Native.set_requires_grad(this, value ? 1 : 0));
    }

    /// <summary>The gradient that backward computed, or null.</summary>
    public Tensor? grad
    {
        get
        {
            Native.Check(Native.grad(this, out var result));
            if (!result.IsInvalid)
                return result;
            result.Dispose();
            return null;
        }
    }

    /// <summary>Computes the gradients of all leaves that led to this scalar and adds them to their existing gradients.</summary>
    public void backward()
    {
        if (numel() != 1)
            throw new ShapeException($"backward: expected a loss of one element, got {Shape.Text(shape)}.");
        Native.Check(Native.backward(this));
    }

    /// <summary>The same values without autograd history.</summary>
    public Tensor detach()
    {
        Native.Check(Native.detach(this, out var result));
        return result;
    }

    public Tensor clone()
    {
        Native.Check(Native.clone(this, out var result));
        return result;
    }

    /// <summary>Overwrites the values in place, without autograd.</summary>
    public void Assign(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Shape.CheckSame("Assign", shape, values.shape);
        Native.Check(Native.assign(this, values));
    }
}
