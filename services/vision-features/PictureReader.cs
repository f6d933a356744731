using Engram.Blobs;

namespace Engram.VisionFeatures;

/// <summary>Reads pictures of the blob store; one that this model has read before, and whose attribute words are
/// from where they are to be from, is not read again.</summary>
public sealed class PictureReader(IBlobStore blobs, VisionModel model, VisionMetrics metrics, TimeProvider time)
{
    /// <summary>Name under which readings and features are kept: the model's name and version.</summary>
    public string Name => model.Id;

    /// <summary>Returns what the model saw, whose features then lie beside the picture; null when the picture is gone.</summary>
    /// <exception cref="Engram.Imaging.PictureRejectedException">The bytes are no picture that can be read.</exception>
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
