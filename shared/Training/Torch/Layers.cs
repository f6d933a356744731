namespace Engram.Training.Torch;

/// <summary>x W^T + b. Initial values are torch's: uniform in +-1/sqrt(in).</summary>
public sealed class Linear : Module
{
    public Linear(long inFeatures, long outFeatures, bool hasBias = true, Device? device = null)
    {
        var bound = 1 / Math.Sqrt(inFeatures);
        weight = register_parameter(nameof(weight), torch.uniform([outFeatures, inFeatures], -bound, bound, device));
        bias = hasBias ? register_parameter(nameof(bias), torch.uniform([outFeatures], -bound, bound, device)) : null;
    }

    /// <summary>[out, in].</summary>
    public Tensor weight { get; }

    /// <summary>[out], or null.</summary>
    public Tensor? bias { get; }

    /// <summary>[..., in] -> [..., out].</summary>
    public Tensor forward(Tensor input) => torch.nn.functional.linear(input, weight, bias);
}

/// <summary>One vector per word. Initial values are normal with standard deviation <c>std</c>; the padding row is 0 and stays 0.</summary>
public sealed class Embedding : Module
{
    private readonly long _padding;

    public Embedding(long words, long width, long padding_idx = -1, double std = 1, Device? device = null)
    {
        _padding = padding_idx;
        weight = register_parameter(nameof(weight), torch.normal([words, width], 0, std, device));
        if (padding_idx >= 0)
        {
            using var scope = torch.NewDisposeScope();
            using var noGrad = torch.no_grad();
            weight.select(0, padding_idx).Assign(torch.full([width], 0, device));
        }
    }

    /// <summary>[words, width].</summary>
    public Tensor weight { get; }

    /// <summary>int64 [...] -> [..., width].</summary>
    public Tensor forward(Tensor indexes) => torch.nn.functional.embedding(indexes, weight, _padding);
}

/// <summary>Dropout that is active only while the module is training.</summary>
public sealed class Dropout(double p) : Module
{
    public Tensor forward(Tensor input) => torch.nn.functional.dropout(input, p, training);
}
