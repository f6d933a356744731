using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Torch;

/// <summary>Gradients of the libtorch bridge.</summary>
public sealed class When_gradients_are_taken : TorchTest
{
    [Fact]
    public void Should_equal_the_derivative_of_a_square()
    {
        var x = Learned([3], 1, -2, 3);
        (x * x).sum().backward();
        AssertValues(x.grad!, 2, -4, 6);
    }

    [Fact]
    public void Should_equal_the_derivative_of_a_product_of_matrices()
    {
        // d sum(a b) / da = ones b^T.
        var a = Learned([1, 2], 1, 2);
        a.matmul(T([2, 2], 1, 2, 3, 4)).sum().backward();
        AssertValues(a.grad!, 3, 7);
    }

    [Fact]
    public void Should_be_softmax_minus_target_for_cross_entropy()
    {
        var logits = Learned([1, 3], 0, 0, MathF.Log(2));
        torch.nn.functional.cross_entropy(logits, I([1], 2)).backward();
        AssertValues(logits.grad!, 0.25f, 0.25f, -0.5f);
    }

    [Fact]
    public void Should_be_softmax_minus_target_for_soft_targets()
    {
        var logits = Learned([1, 3], 0, 0, MathF.Log(2));
        var loss = torch.nn.functional.cross_entropy_soft(logits, T([1, 3], 0.5f, 0, 0.5f));
        loss.backward();
        AssertValues(loss, 0.5f * (MathF.Log(4) + MathF.Log(2)));
        AssertValues(logits.grad!, -0.25f, 0.25f, 0);
    }

    [Fact]
    public void Should_be_sigmoid_minus_target_for_binary_cross_entropy()
    {
        var logits = Learned([2, 2], 0, MathF.Log(3), 200, -200);
        var loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, T([2, 2], 1, 0, 1, 1));
        loss.backward();
        AssertValues(loss, MathF.Log(2) + MathF.Log(4) + 200);
        AssertValues(logits.grad!, -0.5f, 0.75f, 0, -1);
    }

    [Fact]
    public void Should_leave_padding_alone()
    {
        var table = Learned([3, 1], 0, 1, 2);
        torch.nn.functional.embedding(I([3], 0, 1, 1), table, padding_idx: 0).sum().backward();
        AssertValues(table.grad!, 0, 2, 0);
    }

    [Fact]
    public void Should_weigh_the_words_of_a_bag()
    {
        var table = Learned([3, 1], 0, 1, 2);
        torch.nn.functional.embedding_bag(I([1, 3], 1, 2, 0), table, T([1, 3], 0.5f, 3, 9), padding_idx: 0).sum().backward();
        AssertValues(table.grad!, 0, 0.5f, 3);
    }

    [Fact]
    public void Should_be_clipped_together()
    {
        var a = Learned([1], 0);
        var b = Learned([1], 0);
        (a * 3 + b * 4).sum().backward();
        Assert.Equal(5, torch.nn.utils.clip_grad_norm_([a, b], 1), Tolerance);
        AssertValues(a.grad!, 0.6f);
        AssertValues(b.grad!, 0.8f);
        Assert.Equal(1, torch.nn.utils.clip_grad_norm_([a, b], 2), Tolerance);
        AssertValues(a.grad!, 0.6f);
    }

    [Fact]
    public void Should_not_be_recorded_under_no_grad()
    {
        var x = Learned([1], 2);
        using (torch.no_grad())
            Assert.False((x * x).requires_grad);
        Assert.True((x * x).requires_grad);
        Assert.False((x * x).detach().requires_grad);
        Assert.Null(x.grad);
    }
}
