using Engram.Backbones.Networks;
using Engram.Backbones.Tests;
using Engram.Backbones.Tests.Weights;
using Engram.CommandLine;
using Engram.Lab.DataSets;
using Engram.TestKit;

namespace Engram.Apps.Tests;

/// <summary><c>engram models import-torch</c>.</summary>
public sealed class When_weights_of_torch_are_imported : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_make_a_package_that_reads_pictures()
    {
        var resnet18 = Backbone.All.Single(backbone => backbone.Name == "resnet18");
        await File.WriteAllBytesAsync(
            _folder.In("mine.safetensors"), WeightWriter.SafeTensors(TinyNetworks.WeightsOf(resnet18)),
            TestContext.Current.CancellationToken);

        var run = await ImportAsync("resnet18", _folder.In("mine.safetensors"), "--name", "my-resnet", "--json");

        Assert.True(run.ExitCode == ExitCodes.Done, run.ToString());
        Assert.Equal("VisionFeatures__Model=my-resnet/1", run.Json().GetProperty("setting").GetString());
        using var features = PictureFeatureSource.Open(_folder.In("models"), attributeModel: null, backbone: "my-resnet/1");
        var seen = features.Read(Repository.PathOf("samples", "posts", "pictures", "dog-on-leash.png"))!;
        Assert.Equal("my-resnet/1", features.Backbone);
        Assert.Equal(49 * 512, seen.Grid.Length);
        Assert.True(seen.Grid.Distinct().Count() > 1000);
    }

    [Fact]
    public async Task Should_refuse_a_pickle_that_calls_and_write_nothing()
    {
        var pickle = new Pickle().Global("os", "system").Op('(').Text("echo called").Op('t').Op('R').Op('.').ToArray();
        await File.WriteAllBytesAsync(
            _folder.In("weights.pth"), WeightWriter.Archive(pickle, []), TestContext.Current.CancellationToken);

        var run = await ImportAsync("vgg16", _folder.In("weights.pth"));

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.StartsWith(
            $"engram: {_folder.In("weights.pth")} can't be read: Its pickle names os.system,", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("called", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("models")));
    }

    [Theory]
    [InlineData(ExitCodes.Failed, "absent.pth", "resnet50", "absent.pth")]
    [InlineData(ExitCodes.Usage, "'alexnet' not recognized", "alexnet", "absent.pth")]
    [InlineData(ExitCodes.Failed, "MaxTensors must be between", "resnet50", "absent.pth", "--max-tensors", "0")]
    [InlineData(ExitCodes.Failed, "can't name a model", "resnet50", "absent.pth", "--name", "../up")]
    public async Task Should_say_what_is_wrong_with_the_command(int expected, string reason, params string[] arguments)
    {
        var run = await ImportAsync(arguments);

        Assert.True(run.ExitCode == expected, run.ToString());
        Assert.Contains(reason, run.Errors, StringComparison.Ordinal);
    }

    private Task<EngramCli.Run> ImportAsync(params string[] arguments) =>
        EngramCli.RunAsync(["models", "import-torch", .. arguments, "--models", _folder.In("models")]);
}
