using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Engram.Blobs;
using Engram.Contracts.Images;
using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;

namespace Engram.Inference.Keyphrases;

/// <summary>Fetches the regions of a post's picture in the form the model reads.</summary>
public sealed class RegionReader(IBlobStore blobs, ILogger<RegionReader> logger)
{
    /// <summary>Row-major [R, channels]; empty if there are none: no picture, features of another backbone than the model was trained with,
    /// no detected objects for a model that reads objects, or features deleted with their post.</summary>
    /// <exception cref="PostRejectedException">The stored features are not [49 + objects, channels].</exception>
    public async Task<ReadOnlyMemory<float>> FindAsync(
        Guid postId, FeatureGrid? grid, KeyphraseModel model, CancellationToken cancellationToken)
    {
        if (grid is null || model.Regions is not { } source)
            return ReadOnlyMemory<float>.Empty;
        if (!WasTrainedWith(model, grid))
        {
            Log.GridOfAnotherBackbone(
                logger, postId, grid.Model, grid.Channels, model.Package.Id, model.Backbone, model.Encoder.Channels ?? 0);
            return ReadOnlyMemory<float>.Empty;
        }

        var features = await blobs.FindFeaturesAsync(grid.PictureSha256, grid.Model, cancellationToken);
        if (features is null)
        {
            Log.GridGone(logger, postId, grid.Model);
            return ReadOnlyMemory<float>.Empty;
        }

        return Read(features, grid, source);
    }

    private static bool WasTrainedWith(KeyphraseModel model, FeatureGrid grid) =>
        grid.Regions == KeyphraseInterface.GridRegions
        && grid.Channels == model.Encoder.Channels
        && (model.Backbone ?? grid.Model) == grid.Model;

    // float16 little-endian [49 + objects, channels] -> float32 [49, channels] or [objects, channels]
    private static float[] Read(byte[] features, FeatureGrid grid, RegionSource source)
    {
        var elements = grid.Regions * grid.Channels;
        var halves = MemoryMarshal.Cast<byte, Half>(features);
        if (features.Length % (grid.Channels * sizeof(ushort)) != 0 || halves.Length < elements)
            throw new PostRejectedException(
                PostRejectedException.WrongFeatureShape,
                $"Expected features of [{grid.Regions} + objects, {grid.Channels}] float16, that is at least {elements * sizeof(ushort)} "
                    + "bytes and a multiple of " +
                $"{grid.Channels * sizeof(ushort)}; got {features.Length} bytes.");

        var regions = source == RegionSource.Grid ? halves[..elements] : halves[elements..];
        var floats = new float[regions.Length];
        TensorPrimitives.ConvertToSingle(regions, floats);
        return floats;
    }
}
