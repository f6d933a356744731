using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Torch;

/// <summary>Layers of the libtorch bridge.</summary>
public sealed class When_layers_run : TorchTest
{
    [Fact]
    public void Should_compute_a_GRU_step_as_written_out()
    {
        torch.manual_seed(1);
        using var gru = new GRU(3, 2);
        var (x, h) = (torch.normal([1, 1, 3], 0, 1), torch.normal([1, 1, 2], 0, 1));
        var (output, last) = gru.forward(x, h);

        var (wi, wh, bi, bh) = (gru.Weights[0], gru.Weights[1], gru.Weights[2], gru.Weights[3]);
        var fromInput = torch.nn.functional.linear(x.reshape(1, 3), wi, bi); // [1, 3H]: r, z, n
        var fromState = torch.nn.functional.linear(h.reshape(1, 2), wh, bh); // [1, 3H]
        var r = (fromInput.narrow(1, 0, 2) + fromState.narrow(1, 0, 2)).sigmoid();
        var z = (fromInput.narrow(1, 2, 2) + fromState.narrow(1, 2, 2)).sigmoid();
        var n = (fromInput.narrow(1, 4, 2) + r * fromState.narrow(1, 4, 2)).tanh();
        var byHand = (1 - z) * n + z * h.reshape(1, 2);

        AssertValues(output, byHand.ToFloat32());
        AssertValues(last, byHand.ToFloat32());
    }

    [Fact]
    public void Should_not_change_with_padding_when_packed()
    {
        torch.manual_seed(2);
        using var gru = new GRU(3, 4, numLayers: 2, bidirectional: true);
        var shorter = torch.normal([1, 2, 3], 0, 1);
        var longer = torch.normal([1, 5, 3], 0, 1);
        var padded = torch.cat([shorter, torch.full([1, 3, 3], 99)], 1);

        var (together, states) = gru.forward_packed(torch.cat([padded, longer]), [2, 5]);
        var (alone, state) = gru.forward(shorter);

        Assert.Equal([2, 5, 8], together.shape);
        AssertValues(together.select(0, 0).narrow(0, 0, 2), alone.ToFloat32());
        AssertValues(together.select(0, 0).narrow(0, 2, 3), new float[3 * 8]);
        AssertValues(states.select(1, 0), state.ToFloat32());
        AssertValues(together.select(0, 1), gru.forward(longer).output.ToFloat32());
    }

    [Fact]
    public void Should_pass_gradients_through_packing()
    {
        using var gru = new GRU(2, 2, bidirectional: true);
        gru.forward_packed(torch.ones(2, 3, 2), [1, 3]).output.sum().backward();
        Assert.All(gru.parameters(), parameter => Assert.NotNull(parameter.grad));
    }

    [Fact]
    public void Should_name_parameters_by_path()
    {
        using var model = new TwoParts();
        Assert.Equal(["first.weight", "first.bias", "second.weight"], model.named_parameters().Select(p => p.name));
    }

    [Fact]
    public void Should_switch_parts_to_evaluation_with_the_whole()
    {
        using var model = new TwoParts();
        model.eval();
        Assert.False(model.First.training);
        model.train();
        Assert.True(model.First.training);
    }

    [Fact]
    public void Should_start_padding_at_zero()
    {
        using var embedding = new Embedding(3, 4, padding_idx: 0);
        AssertValues(embedding.forward(I([1], 0)), 0, 0, 0, 0);
        Assert.Contains(embedding.forward(I([1], 1)).ToFloat32(), value => value != 0);
    }

    private sealed class TwoParts : Module
    {
        public TwoParts()
        {
            First = register_module("first", new Linear(2, 3));
            register_module("second", new Linear(3, 1, hasBias: false));
        }

        public Linear First { get; }
    }
}
