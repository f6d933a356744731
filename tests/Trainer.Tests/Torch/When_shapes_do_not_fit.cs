using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Torch;

/// <summary>Error messages of the libtorch bridge.</summary>
public sealed class When_shapes_do_not_fit : TorchTest
{
    [Fact]
    public void Should_name_both_sides_of_a_sum() => AssertNames(() => torch.ones(2, 3).add(torch.ones(2, 4)), "[2, 3]", "[2, 4]");

    [Fact]
    public void Should_name_both_sides_of_a_product() =>
        AssertNames(() => torch.ones(2, 3).matmul(torch.ones(2, 3)), "[2, 3] x [2, 3]", "3 columns meet 2 rows");

    [Fact]
    public void Should_name_both_sides_of_a_layer()
    {
        using var linear = new Linear(5, 2);
        AssertNames(() => linear.forward(torch.ones(2, 3)), "expected [..., 5]", "got [2, 3]");
    }

    [Fact]
    public void Should_name_both_sides_of_a_GRU()
    {
        using var gru = new GRU(5, 2);
        AssertNames(() => gru.forward(torch.ones(1, 2, 3)), "expected [batch, time, 5]", "got [1, 2, 3]");
    }

    [Fact]
    public void Should_name_both_sides_of_a_join() =>
        AssertNames(() => torch.cat([torch.ones(2, 3), torch.ones(2, 4)]), "[2, 3]", "[2, 4]");

    [Fact]
    public void Should_name_both_sides_of_a_new_shape() => AssertNames(() => torch.ones(2, 3).reshape(4, -1), "[2, 3]", "[4, -1]");

    [Fact]
    public void Should_name_both_sides_of_a_mask() =>
        AssertNames(() => torch.ones(2, 3).masked_fill(torch.ones(2).eq(0), 1), "[2, 3]", "[2]");

    [Fact]
    public void Should_refuse_a_mask_of_numbers() => AssertNames(() => torch.ones(2).masked_fill(torch.ones(2), 1), "Bool", "Float32");

    [Fact]
    public void Should_refuse_indexes_that_are_no_whole_numbers() =>
        AssertNames(() => torch.nn.functional.embedding(torch.ones(2), torch.ones(2, 2)), "Int64", "Float32");

    [Fact]
    public void Should_name_a_missing_dimension() => AssertNames(() => torch.ones(2, 3).softmax(2), "[2, 3]", "dimension 2");

    [Fact]
    public void Should_name_values_that_do_not_fill_a_shape() => AssertNames(() => torch.tensor([1f, 2f], [3]), "2 values", "[3]");

    [Fact]
    public void Should_pass_on_what_libtorch_says_of_the_rest()
    {
        var refusal = Assert.Throws<TorchException>(() => torch.nn.functional.embedding(I([1], 5), torch.ones(2, 2)));
        Assert.Contains("index out of range", refusal.Message, StringComparison.Ordinal);
    }

    private static void AssertNames(Action call, params string[] parts)
    {
        var refusal = Assert.Throws<ShapeException>(call);
        Assert.All(parts, part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
    }
}
