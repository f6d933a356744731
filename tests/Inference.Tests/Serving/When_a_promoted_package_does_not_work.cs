using Engram.Inference.ModelHosting;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engram.Inference.Tests.Serving;

/// <summary><see cref="HotSwapModel"/> keeps the old version if the new one fails.</summary>
public sealed class When_a_promoted_package_does_not_work : LookupPackages
{
    [Theory]
    [InlineData("computes no numbers", "Model lookup/2 computes numbers that are not finite.")]
    [InlineData("is no network", "ONNX Runtime can't load")]
    [InlineData("has another interface", "output sum: expected [batch,7] float32, got [batch] float32")]
    [InlineData("is not there", "There is no model lookup/2")]
    public async Task Should_refuse_it_and_go_on_with_the_old_one(string fault, string reason)
    {
        AddPromoted("1");
        await using var slot = new HotSwapModel<LookupModel>(Name, Models, package => new LookupModel(package));
        await slot.RefreshAsync();
        Promote(fault);

        Assert.Null(await slot.RefreshAsync());

        Assert.Contains(reason, slot.Refusal, StringComparison.Ordinal);
        using var lease = slot.Borrow();
        Assert.Equal("lookup/1", lease.Model.Package.Id);
        Assert.Equal(3f, await lease.Model.AddUpAsync(1, 2));
        var health = await HealthOf(slot);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains(reason, health.Description, StringComparison.Ordinal);
        Assert.Contains("lookup/1 goes on serving", health.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_be_well_again_after_a_rollback()
    {
        AddPromoted("1");
        await using var slot = new HotSwapModel<LookupModel>(Name, Models, package => new LookupModel(package));
        await slot.RefreshAsync();
        Promote("computes no numbers");
        await slot.RefreshAsync();

        Models.Rollback(Name);
        await slot.RefreshAsync();

        Assert.Null(slot.Refusal);
        Assert.Equal(HealthStatus.Healthy, (await HealthOf(slot)).Status);
    }

    [Fact]
    public async Task Should_not_be_loaded_again_and_again()
    {
        AddPromoted("1");
        var loads = 0;
        await using var slot = new HotSwapModel<LookupModel>(Name, Models, package =>
        {
            loads++;
            return new LookupModel(package);
        });
        await slot.RefreshAsync();
        Promote("computes no numbers");

        await slot.RefreshAsync();
        await slot.RefreshAsync();

        Assert.Equal(2, loads);
    }

    private void Promote(string fault)
    {
        switch (fault)
        {
            case "computes no numbers":
                Add("2", factor: float.NaN);
                break;
            case "is no network":
                Add("2", spoil: path => File.WriteAllText(path, "not a network"));
                break;
            case "has another interface":
                Add("2", output: TensorSpec.Of("sum", TensorType.Float32, "batch", 7));
                break;
        }

        File.AppendAllText(Path.Combine(Folder, Name, "promoted"), "2\n");
    }

    private static Task<HealthCheckResult> HealthOf(HotSwapModel<LookupModel> slot) =>
        new ModelHealthCheck<LookupModel>(slot, ExecutionDevice.Choose(new InferenceOptions())).CheckHealthAsync(new HealthCheckContext());
}
