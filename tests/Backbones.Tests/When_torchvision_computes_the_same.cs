using System.Diagnostics;
using System.Runtime.InteropServices;
using Engram.Backbones.Networks;
using Engram.Backbones.Weights;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.TestKit;

namespace Engram.Backbones.Tests;

/// <summary>
/// Parity with Debian's python3-torchvision on the networks at full size, with weights that torch.save wrote. It takes minutes, so it runs
/// only by <c>-explicit only -showLiveOutput</c>, which prints the differences.
/// </summary>
public sealed class When_torchvision_computes_the_same : IDisposable
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Of a feature, relative to 1 + its size: two runtimes that add float32 in different orders over up to 152 layers.</summary>
    private const float Tolerance = 1e-4f;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory(Explicit = true, Timeout = 400_000)]
    [InlineData("vgg16")]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    [InlineData("resnet101")]
    [InlineData("resnet152")]
    public async Task Should_differ_by_rounding_alone(string network)
    {
        Assert.SkipUnless(
            (await RunAsync("-c", "import torchvision")).Code == 0,
            "python3-torchvision is not installed: apt-get install --no-install-recommends python3-torchvision");
        var (code, output) = await RunAsync(Repository.PathOf("tests", "Backbones.Tests", "parity.py"), network, _folder.Path);
        Assert.True(code == 0, output);
        var backbone = Backbone.All.Single(one => one.Name == network);
        var repository = new ModelRepository(_folder.In("models"));

        InstalledModel[] packages =
        [
            .. ((string[])["new.pth", "old.pth", "weights.safetensors"]).Select(file => BackboneImport.Import(
                repository, backbone, _folder.In(file), network, TinyNetworks.Cpu, new WeightFileOptions())),
        ];

        Assert.All(packages, package => Assert.Equal(packages[0].Manifest.Files, package.Manifest.Files));
        var greatest = Difference(backbone, packages[0], out var largest);
        TestContext.Current.TestOutputHelper!.WriteLine($"{network}: features up to {largest:G4}, difference up to {greatest:G3}");
    }

    /// <summary>The largest difference of a feature; each is checked against the tolerance.</summary>
    private float Difference(Backbone backbone, InstalledModel package, out float largest)
    {
        var (pictures, expected) = (Floats("pictures.f32"), Floats("grids.f32"));
        var (perPicture, perGrid) = (3 * Backbone.PictureSide * Backbone.PictureSide, backbone.Channels * 49);
        var greatest = 0f;
        using var session = ModelSession.Open(package, TinyNetworks.Cpu);
        for (var i = 0; i < pictures.Length / perPicture; i++)
        {
            using var inputs = new ModelInputs().Add(
                Backbone.PictureInput, pictures[(i * perPicture)..((i + 1) * perPicture)],
                1, 3, Backbone.PictureSide, Backbone.PictureSide);
            using var outputs = session.Run(inputs);
            var grid = outputs.Floats(Backbone.GridOutput, 1, backbone.Channels, 7, 7);
            for (var j = 0; j < perGrid; j++)
            {
                var theirs = expected[i * perGrid + j];
                Assert.Equal(theirs, grid[j], Tolerance * (1 + Math.Abs(theirs)));
                greatest = Math.Max(greatest, Math.Abs(theirs - grid[j]));
            }
        }

        largest = expected.Max();
        return greatest;
    }

    private float[] Floats(string file) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_folder.In(file))).ToArray();

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        if (!File.Exists(Python))
            return (-1, $"{Python} does not exist");
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, errors);
    }
}
