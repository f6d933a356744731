using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.TestKit;
using Microsoft.Extensions.Options;

namespace Engram.VisionFeatures.Tests;

/// <summary>Startup errors and health of the vision-features service.</summary>
public sealed class When_the_service_cannot_work(PostgresFixture postgres, Detector detector)
{
    [Theory]
    [InlineData("/nowhere", "ssd-mobilenet-v2/1")]
    [InlineData(null, "resnet-152/1")]
    public async Task Should_stop_and_say_how_to_get_the_model(string? models, string model)
    {
        var database = await postgres.CreateDatabaseAsync();
        var error = await Assert.ThrowsAsync<ModelPackageException>(
            () => VisionHost.StartAsync(database, models ?? detector.Folder, ("VisionFeatures:Model", model)));

        Assert.Contains($"no model {model}", error.Message, StringComparison.Ordinal);
        Assert.Contains("make setup", error.Message, StringComparison.Ordinal);
        Assert.Contains("engram-lab models import-tfjs", error.Message, StringComparison.Ordinal);
        Assert.Contains("VisionFeatures__Model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_stop_without_the_GPU_that_was_asked_for()
    {
        Assert.SkipWhen(GpuCanBeUsed(), "This machine has a GPU that ONNX Runtime can use.");
        var database = await postgres.CreateDatabaseAsync();
        var error = await Assert.ThrowsAsync<DeviceUnavailableException>(
            () => VisionHost.StartAsync(database, detector.Folder, ("VisionFeatures:Device", "cuda:0")));

        Assert.Contains("VisionFeatures__AllowCpuFallback", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_show_in_health_that_the_CPU_stands_in()
    {
        Assert.SkipWhen(GpuCanBeUsed(), "This machine has a GPU that ONNX Runtime can use.");
        await using var host = await VisionHost.StartAsync(
            await postgres.CreateDatabaseAsync(), detector.Folder, ("VisionFeatures:Device", "cuda:0"),
            ("VisionFeatures:AllowCpuFallback", "true"));

        var health = await host.Http.GetStringAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("Degraded", health, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("cuda:0", health, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VisionFeatures:ObjectThreshold", "1.5")]
    [InlineData("VisionFeatures:OverlapThreshold", "0")]
    [InlineData("VisionFeatures:MaxObjects", "-1")]
    [InlineData("VisionFeatures:Model", "ssd")]
    [InlineData("VisionFeatures:AttributeModel", "attributes")]
    [InlineData("VisionFeatures:Device", "tpu")]
    [InlineData("VisionFeatures:ConcurrentPictures", "0")]
    public async Task Should_stop_at_an_option_out_of_range(string key, string value)
    {
        var database = await postgres.CreateDatabaseAsync();
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => VisionHost.StartAsync(database, detector.Folder, (key, value)));

        Assert.Contains(key.Split(':')[1], error.Message, StringComparison.Ordinal);
    }

    private static bool GpuCanBeUsed()
    {
        try
        {
            return ExecutionDevice.Choose(new VisionFeaturesOptions { Device = "cuda:0" }).Name == "cuda:0";
        }
        catch (DeviceUnavailableException)
        {
            return false;
        }
    }
}
