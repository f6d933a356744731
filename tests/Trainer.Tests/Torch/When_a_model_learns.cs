using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Torch;

/// <summary>Optimizer steps, saved weights and tensor lifetimes of the libtorch bridge.</summary>
public sealed class When_a_model_learns : TorchTest
{
    [Fact]
    public void Should_take_Adams_first_steps_as_computed_by_hand()
    {
        // The gradient is always 3: the bias-corrected moments are 3 and 9, so each step is lr * 3 / (3 + eps).
        var x = Learned([1], 1);
        using var adam = new Adam([("x", x)], lr: 0.1);
        for (var step = 1; step <= 2; step++)
        {
            adam.zero_grad();
            (x * 3).sum().backward();
            adam.step();
            AssertValues(x, 1 - 0.1f * step);
        }
    }

    [Fact]
    public void Should_fit_a_line()
    {
        torch.manual_seed(1);
        using var model = new Linear(1, 1);
        using var adam = new Adam(model.named_parameters(), lr: 0.1);
        var x = T([4, 1], 0, 1, 2, 3);
        var first = Step(model, adam, x);
        for (var i = 0; i < 300; i++)
            Step(model, adam, x);
        Assert.True(first > 1);
        Assert.InRange(Step(model, adam, x), 0, 1e-3);
        Assert.Equal(2, model.weight.item(), 0.1);
    }

    [Fact]
    public void Should_leave_as_many_tensors_as_before_a_step()
    {
        using var model = new GRU(3, 4, numLayers: 2, bidirectional: true, dropout: 0.1);
        using var adam = new Adam(model.named_parameters());
        void StepOnce()
        {
            using var scope = torch.NewDisposeScope();
            adam.zero_grad();
            model.forward_packed(torch.normal([2, 5, 3], 0, 1), [5, 2]).output.square().mean().backward();
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5);
            adam.step();
        }

        StepOnce();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 3; i++)
            StepOnce();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Should_free_the_model_with_its_parameters()
    {
        var before = Tensor.TotalCount;
        using (new GRU(3, 4, numLayers: 2, bidirectional: true))
            Assert.Equal(before + 16, Tensor.TotalCount);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Should_save_and_load_the_same_bits()
    {
        torch.manual_seed(4);
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var saved = new GRU(3, 4, bidirectional: true);
        using var loaded = new GRU(3, 4, bidirectional: true);
        try
        {
            SafeTensors.Save(path, [.. saved.named_parameters(), ("words", I([2], 5, -1)), ("state", torch.tensor([7, 8, 9], [3]))],
                new Dictionary<string, string> { ["epoch"] = "3" });
            var (tensors, metadata) = SafeTensors.Load(path);
            loaded.load_state_dict(tensors);

            Assert.Equal("3", metadata["epoch"]);
            Assert.Equal([5L, -1L], tensors["words"].ToInt64());
            Assert.Equal([7, 8, 9], tensors["state"].ToBytes());
            Assert.All(saved.parameters().Zip(loaded.parameters()), pair => Assert.Equal(pair.First.ToFloat32(), pair.Second.ToFloat32()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Should_refuse_a_file_that_is_cut_short()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        SafeTensors.Save(path, [("x", torch.ones(8))], new Dictionary<string, string>());
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        Assert.Throws<InvalidDataException>(() => SafeTensors.Load(path));
        File.Delete(path);
    }

    private static double Step(Linear model, Adam adam, Tensor x)
    {
        using var scope = torch.NewDisposeScope();
        adam.zero_grad();
        var loss = (model.forward(x) - (x * 2 + 1)).square().mean();
        loss.backward();
        adam.step();
        return loss.item();
    }
}
