namespace Engram.Training.Torch;

/// <content>Element-wise operations; two operands are broadcast.</content>
public sealed partial class Tensor
{
    private delegate int UnaryCall(Tensor a, out Tensor result);

    private delegate int BinaryCall(Tensor a, Tensor b, out Tensor result);

    private delegate int ScalarCall(Tensor a, double value, out Tensor result);

    public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

    public static Tensor operator +(Tensor left, double right) => left.add(right);

    public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

    public static Tensor operator -(Tensor left, double right) => left.add(-right);

    public static Tensor operator -(double left, Tensor right) => right.neg().add(left);

    public static Tensor operator -(Tensor value) => value.neg();

    public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

    public static Tensor operator *(Tensor left, double right) => left.mul(right);

    public static Tensor operator *(double left, Tensor right) => right.mul(left);

    public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

    public static Tensor operator /(Tensor left, double right) => left.mul(1 / right);

    public Tensor add(Tensor other) => Pointwise(nameof(add), Native.add, other);

    public Tensor add(double value) => WithScalar(Native.add_scalar, value);

    public Tensor sub(Tensor other) => Pointwise(nameof(sub), Native.sub, other);

    public Tensor mul(Tensor other) => Pointwise(nameof(mul), Native.mul, other);

    public Tensor mul(double value) => WithScalar(Native.mul_scalar, value);

    public Tensor div(Tensor other) => Pointwise(nameof(div), Native.div, other);

    /// <summary>True where the elements are equal.</summary>
    public Tensor eq(Tensor other) => Pointwise(nameof(eq), Native.eq, other);

    public Tensor eq(double value) => WithScalar(Native.eq_scalar, value);

    public Tensor gt(double value) => WithScalar(Native.gt_scalar, value);

    public Tensor clamp_min(double value) => WithScalar(Native.clamp_min, value);

    public Tensor neg() => Unary(Native.neg);

    public Tensor exp() => Unary(Native.exp);

    public Tensor log() => Unary(Native.log);

    public Tensor sqrt() => Unary(Native.sqrt);

    public Tensor square() => Unary(Native.square);

    public Tensor relu() => Unary(Native.relu);

    public Tensor sigmoid() => Unary(Native.sigmoid);

    public Tensor tanh() => Unary(Native.tanh);

    public Tensor logical_not() => Unary(Native.logical_not);

    /// <summary>Sets the elements where <paramref name="mask"/> (bool) is true to <paramref name="value"/>.</summary>
    public Tensor masked_fill(Tensor mask, double value)
    {
        ArgumentNullException.ThrowIfNull(mask);
        Shape.CheckBroadcast(nameof(masked_fill), this, mask);
        if (mask.dtype != ScalarType.Bool)
            throw new ShapeException($"masked_fill: a mask is {ScalarType.Bool}, this one is {mask.dtype}. Compare it first: mask.eq(0).");
        Native.Check(Native.masked_fill(this, mask, value, out var result));
        return result;
    }

    public Tensor softmax(long dim)
    {
        Native.Check(Native.softmax(this, Shape.Dimension(this, dim), out var result));
        return result;
    }

    public Tensor log_softmax(long dim)
    {
        Native.Check(Native.log_softmax(this, Shape.Dimension(this, dim), out var result));
        return result;
    }

    private Tensor Unary(UnaryCall call)
    {
        Native.Check(call(this, out var result));
        return result;
    }

    private Tensor WithScalar(ScalarCall call, double value)
    {
        Native.Check(call(this, value, out var result));
        return result;
    }

    private Tensor Pointwise(string operation, BinaryCall call, Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Shape.CheckBroadcast(operation, this, other);
        Native.Check(call(this, other, out var result));
        return result;
    }
}
