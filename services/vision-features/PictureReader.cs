using Engram.Blobs;

namespace Engram.VisionFeatures;

/// <summary>Reads pictures from the blob store. Skips pictures already read with the same model and attribute model.</summary>
public sealed class PictureReader(IBlobStore blobs, VisionModel model, VisionMetrics metrics, TimeProvider time)
{
    /// <summary>Name that readings and features are stored under: the model's name and version.</summary>
    public string Name => model.Id;

    /// <summary>Returns the model's reading, and stores it and the features with the picture; null if the picture is gone.</summary>
    /// <exception cref="Engram.Imaging.PictureRejectedException">The bytes are not a readable picture.</exception>
    public async Task<PictureReading?> ReadAsync(string sha256, CancellationToken cancellationToken)
    {
        if (await blobs.FindReadingAsync<PictureReading>(sha256, Name, cancellationToken) is { } known
            && (known.AttributeModel ?? Name) == (model.AttributeModel ?? Name))
        {
            metrics.PictureDone("known");
            return known;
        }

        if (await blobs.FindAsync(sha256, cancellationToken) is not { } picture)
            return null;

        var began = time.GetTimestamp();
        var features = model.Read(picture);
        metrics.PictureRead(time.GetElapsedTime(began));
        var reading = PictureReading.Of(features);
        await blobs.KeepReadingAsync(sha256, Name, reading, features.ToFloat16(), cancellationToken);
        return reading;
    }
}
