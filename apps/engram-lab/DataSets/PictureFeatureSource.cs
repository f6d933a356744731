using Engram.Imaging;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.VisionFeatures;

namespace Engram.Lab.DataSets;

/// <summary>Reads pictures with the options of vision-features, so that training sees the same features as serving.</summary>
public sealed class PictureFeatureSource : IDisposable
{
    private readonly VisionModel _model;

    private PictureFeatureSource(VisionModel model) => _model = model;

    /// <summary>Package and version that compute the features.</summary>
    public string Backbone => _model.Id;

    public int Channels => _model.Channels;

    /// <summary>Package and version that predict the attribute words.</summary>
    public string? AttributeModel => _model.AttributeModel;

    /// <param name="modelsDirectory">Folder of packages.</param>
    /// <param name="attributeModel">Package that predicts the attribute words, <c>name/version</c>; null: the detector.</param>
    /// <param name="backbone">Package that reads pictures, <c>name/version</c>; null: the default of vision-features.</param>
    /// <exception cref="ModelPackageException">A model can't be used; the message says how to get it.</exception>
    /// <exception cref="EngineException">Pictures can't be decoded on this machine.</exception>
    public static PictureFeatureSource Open(string modelsDirectory, string? attributeModel, string? backbone = null)
    {
        var options = new VisionFeaturesOptions { AttributeModel = attributeModel ?? "" };
        options.Model = backbone ?? options.Model;
        return new PictureFeatureSource(VisionModelFactory.Open(
            new ModelRepository(modelsDirectory), ExecutionDevice.Choose(options), new PictureDecoder(new ImagingOptions()), options));
    }

    /// <summary>Returns what the model sees in a picture; null when the file does not exist or is not a readable picture.</summary>
    public ExtractedFeatures? Read(string path)
    {
        try
        {
            return _model.Read(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is PictureRejectedException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Dispose() => _model.Dispose();
}
