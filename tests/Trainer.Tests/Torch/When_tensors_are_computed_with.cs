using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Torch;

/// <summary>Tensor operations of the libtorch bridge.</summary>
public sealed class When_tensors_are_computed_with : TorchTest
{
    private static readonly float[] OneToSix = [1, 2, 3, 4, 5, 6];

    [Fact]
    public void Should_add_a_row_to_each_row() => AssertValues(T([2, 3], OneToSix) + T([3], 10, 20, 30), 11, 22, 33, 14, 25, 36);

    [Fact]
    public void Should_take_numbers_on_either_side() => AssertValues((1 - T([2], 3, 5)) / 2 * 4 - 1, -5, -9);

    [Fact]
    public void Should_multiply_matrices() => AssertValues(T([2, 3], OneToSix).matmul(T([3, 2], OneToSix)), 22, 28, 49, 64);

    [Fact]
    public void Should_multiply_batches_of_matrices() =>
        AssertValues(T([2, 1, 3], OneToSix).bmm(T([2, 3, 1], 1, 1, 1, 2, 2, 2)), 6, 30);

    [Fact]
    public void Should_apply_functions_element_by_element()
    {
        AssertValues(T([3], -1, 0, 2).relu(), 0, 0, 2);
        AssertValues(T([2], 0, 1).sigmoid(), 0.5f, 0.7310586f);
        AssertValues(T([2], 0, 1).tanh(), 0, 0.7615942f);
        AssertValues(T([2], 1, 4).sqrt(), 1, 2);
        AssertValues(T([2], 1, float.E).log(), 0, 1);
        AssertValues(T([2], 0, 1).exp(), 1, float.E);
        AssertValues(T([2], -3, 2).square(), 9, 4);
        AssertValues(T([2], 2, 3).clamp_min(2.5), 2.5f, 3);
    }

    [Fact]
    public void Should_make_a_softmax_of_each_row()
    {
        var logits = T([2, 2], 0, 0, 0, MathF.Log(3));
        AssertValues(logits.softmax(-1), 0.5f, 0.5f, 0.25f, 0.75f);
        AssertValues(logits.log_softmax(1).exp(), 0.5f, 0.5f, 0.25f, 0.75f);
        AssertValues(logits.logsumexp(1), MathF.Log(2), MathF.Log(4));
    }

    [Fact]
    public void Should_give_masked_elements_no_weight()
    {
        var mask = T([3], 1, 1, 0);
        AssertValues(T([3], 1, 1, 9).masked_fill(mask.eq(0), double.NegativeInfinity).softmax(0), 0.5f, 0.5f, 0);
    }

    [Fact]
    public void Should_sum_up_along_a_dimension()
    {
        var x = T([2, 3], OneToSix);
        AssertValues(x.sum(), 21);
        AssertValues(x.mean(), 3.5f);
        AssertValues(x.sum(0), 5, 7, 9);
        AssertValues(x.mean(1), 2, 5);
        Assert.Equal([2, 1], x.sum(1, keepdim: true).shape);
    }

    [Fact]
    public void Should_find_the_greatest()
    {
        var x = T([2, 3], 1, 9, 3, 7, 5, 6);
        var (values, indexes) = x.max(1);
        AssertValues(values, 9, 7);
        Assert.Equal([1L, 0L], indexes.ToInt64());
        Assert.Equal([1L, 0L], x.argmax(-1).ToInt64());
        var (best, where) = x.topk(2);
        AssertValues(best, 9, 3, 7, 6);
        Assert.Equal([1L, 2L, 0L, 2L], where.ToInt64());
    }

    [Fact]
    public void Should_change_shapes()
    {
        var x = T([2, 3], OneToSix);
        AssertValues(x.transpose(0, 1), 1, 4, 2, 5, 3, 6);
        Assert.Equal([3, 2], x.reshape(-1, 2).shape);
        Assert.Equal([2, 1, 3], x.unsqueeze(1).shape);
        Assert.Equal([2, 3, 1], x.unsqueeze(-1).shape);
        Assert.Equal([2, 3], x.unsqueeze(1).squeeze(1).shape);
        AssertValues(T([2, 1], 1, 2).expand(2, 2), 1, 1, 2, 2);
    }

    [Fact]
    public void Should_choose_and_join_parts()
    {
        var x = T([2, 3], OneToSix);
        AssertValues(x.narrow(1, 1, 2), 2, 3, 5, 6);
        AssertValues(x.select(1, -1), 3, 6);
        AssertValues(x.index_select(1, I([2], 2, 0)), 3, 1, 6, 4);
        AssertValues(x.gather(1, I([2, 1], 2, 0)), 3, 4);
        AssertValues(torch.zeros(2, 2).scatter_add(1, I([2, 3], 0, 1, 0, 1, 1, 1), x), 4, 2, 0, 15);
        AssertValues(torch.cat([x.select(0, 0), x.select(0, 1)]), OneToSix);
        Assert.Equal([2, 2, 3], torch.stack([x, x], 1).shape);
        AssertValues(torch.where(x.gt(3), x, torch.zeros(1)), 0, 0, 0, 4, 5, 6);
    }

    [Fact]
    public void Should_look_words_up()
    {
        var table = T([3, 2], 0, 0, 1, 2, 3, 4);
        AssertValues(torch.nn.functional.embedding(I([1, 2], 2, 1), table), 3, 4, 1, 2);
        AssertValues(
            torch.nn.functional.embedding_bag(I([2, 2], 2, 1, 1, 0), table, T([2, 2], 1, 0.5f, 2, 7), padding_idx: 0), 3.5f, 5, 2, 4);
    }

    [Fact]
    public void Should_drop_out_only_in_training()
    {
        torch.manual_seed(3);
        var ones = torch.ones(1000);
        Assert.All(torch.nn.functional.dropout(ones, 0.5, training: false).ToFloat32(), value => Assert.Equal(1, value));
        var dropped = torch.nn.functional.dropout(ones, 0.5, training: true).ToFloat32();
        Assert.Equal([0f, 2f], dropped.Distinct().Order());
        Assert.InRange(dropped.Count(value => value == 0), 400, 600);
    }

    [Fact]
    public void Should_continue_the_random_numbers_from_a_saved_state()
    {
        torch.manual_seed(7);
        torch.normal([3], 0, 1);
        var state = torch.get_rng_state();
        var expected = torch.normal([5], 0, 1).ToFloat32();
        torch.manual_seed(8);
        torch.set_rng_state(state);
        Assert.Equal(expected, torch.normal([5], 0, 1).ToFloat32());
    }
}
