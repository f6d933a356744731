using Engram.Imaging.Tests;
using Engram.ModelStore;
using Engram.TestKit;

namespace Engram.VisionFeatures.Tests;

/// <summary>Feature extraction by a plain backbone package.</summary>
public sealed class When_a_backbone_without_a_detector_reads_a_picture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Should_give_a_grid_and_no_objects()
    {
        using var model = Detector.Open(VggPackage.Add(_folder.Path));
        var seen = model.Read(Chequers());

        Assert.Equal("vgg-16/1", model.Id);
        Assert.Equal(512, seen.Channels);
        Assert.Equal(49 * 512, seen.Grid.Length);
        Assert.All(seen.Grid, value => Assert.True(float.IsFinite(value)));
        Assert.True(seen.Grid.Distinct().Count() > 1000);
        Assert.Empty(seen.Objects);
        Assert.Empty(seen.Attributes);
    }

    [Fact]
    public void Should_normalise_as_the_manifest_says()
    {
        using var model = Detector.Open(VggPackage.Add(_folder.In("a")));
        using var doubled = Detector.Open(VggPackage.Add(_folder.In("b"), std: [0.229f / 2, 0.224f / 2, 0.225f / 2]));
        var (once, twice) = (model.Read(Chequers()).Grid, doubled.Read(Chequers()).Grid);

        // Halving std doubles the input. Convolutions without bias, ReLUs and max pooling scale with their input.
        for (var i = 0; i < once.Length; i++)
            Assert.Equal(2 * once[i], twice[i], 1e-3f * (1 + Math.Abs(twice[i])));
    }

    [Fact]
    public void Should_refuse_a_model_of_another_kind()
    {
        var error = Assert.Throws<ModelPackageException>(() => Detector.Open(VggPackage.Add(_folder.Path, ModelKinds.Keyphrases)));
        Assert.Contains("of kind 'keyphrases'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_a_detector_without_labels() =>
        Assert.Contains(
            "labels.json", Assert.Throws<ModelPackageException>(
                () => Detector.Open(VggPackage.Add(_folder.Path, ModelKinds.ObjectDetector))).Message, StringComparison.Ordinal);

    [Fact]
    public void Should_refuse_to_divide_by_nothing() =>
        Assert.Contains(
            "'std'", Assert.Throws<ModelPackageException>(() => Detector.Open(VggPackage.Add(_folder.Path, std: [1, 0, 1])))
                .Message, StringComparison.Ordinal);

    [Fact]
    public void Should_refuse_a_network_that_is_not_what_the_manifest_says()
    {
        var package = VggPackage.Add(_folder.Path);
        File.AppendAllText(package.NetworkPath, "changed");
        Assert.Contains(
            "was changed", Assert.Throws<ModelPackageException>(() => Detector.Open(package)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Chequers() => PngWriter.Write(100, 80, (x, y) => (x / 10 + y / 10) % 2 == 0 ? [255, 40, 0] : [0, 90, 255]);
}
