using Engram.Backbones.Networks;
using Engram.Backbones.Weights;
using Engram.ModelStore;
using Engram.TestKit;

namespace Engram.Backbones.Tests.Weights;

/// <summary>Files that attack their reader.</summary>
public sealed class When_a_weight_file_is_hostile : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Files => [.. HostileFiles.All.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Should_be_refused_with_the_reason_and_leave_nothing_behind(string hostile)
    {
        var (bytes, reason) = HostileFiles.All[hostile];
        File.WriteAllBytes(_folder.In("weights.pth"), bytes);

        var error = Assert.Throws<WeightFileException>(() => BackboneImport.Import(
            new ModelRepository(_folder.Path), Backbone.All[0], _folder.In("weights.pth"), "vgg16", TinyNetworks.Cpu,
            new WeightFileOptions()));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(_folder.In("weights.pth"), error.Message, StringComparison.Ordinal);
        Assert.Equal([_folder.In("weights.pth")], Directory.EnumerateFileSystemEntries(_folder.Path));
        Assert.False(File.Exists(HostileFiles.CanaryPath));
    }

    [Fact]
    public void Should_not_write_control_characters_to_a_terminal()
    {
        File.WriteAllBytes(_folder.In("weights"), WeightWriter.SafeTensors(
            """{"\u001b[2J": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}""", new byte[4]));

        var error = Assert.Throws<WeightFileException>(() => WeightFile.Open(_folder.In("weights"), new WeightFileOptions()));

        Assert.Contains("?[2J", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.Message);
    }

    [Theory]
    [InlineData(100, 1 << 20, 10, "at most 100 are read")]
    [InlineData(1 << 20, 64, 10, "at most 64 are read")]
    [InlineData(1 << 20, 1 << 20, 1, "at most 1 are read")]
    public void Should_be_refused_over_each_limit(int maxFileBytes, int maxHeaderBytes, int maxTensors, string reason)
    {
        File.WriteAllBytes(_folder.In("weights"), WeightWriter.SafeTensors(
            [TestTensor.Floats("w", [2], 1, 2), TestTensor.Floats("b", [1], 3)]));
        var options = new WeightFileOptions { MaxFileBytes = maxFileBytes, MaxHeaderBytes = maxHeaderBytes, MaxTensors = maxTensors };

        var error = Assert.Throws<WeightFileException>(() => WeightFile.Open(_folder.In("weights"), options));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_be_refused_when_it_is_a_device_that_never_ends() => Assert.Contains(
        "is empty", Assert.Throws<WeightFileException>(() => WeightFile.Open("/dev/zero", new WeightFileOptions())).Message,
        StringComparison.Ordinal);
}
