using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Engram.Contracts.Images;
using Engram.Delivery.Blobs;
using Engram.ModelPackage.Keyphrases;

namespace Engram.Inference.Keyphrases;

/// <summary>Fetches the feature grid of a post's picture as the tagger wants it.</summary>
public sealed class GridReader(IBlobStore blobs, ILogger<GridReader> logger)
{
    /// <summary>
    /// Row-major [49, channels]; empty when there is none: no picture, features of another backbone than the model was trained with, or
    /// features that were deleted with their post.
    /// </summary>
    /// <exception cref="PostRejectedException">The stored features are not [49 + objects, channels].</exception>
    public async Task<ReadOnlyMemory<float>> FindAsync(Guid postId, FeatureGrid? grid, KeyphraseTagger tagger, CancellationToken cancellationToken)
    {
        if (grid is null)
            return ReadOnlyMemory<float>.Empty;
        if (!WasTrainedWith(tagger, grid))
        {
            Log.GridOfAnotherBackbone(logger, postId, grid.Model, grid.Channels, tagger.Package.Id, tagger.Backbone, tagger.Encoder.Channels);
            return ReadOnlyMemory<float>.Empty;
        }

        var features = await blobs.FindFeaturesAsync(grid.PictureSha256, grid.Model, cancellationToken);
        if (features is null)
        {
            Log.GridGone(logger, postId, grid.Model);
            return ReadOnlyMemory<float>.Empty;
        }

        return Read(features, grid);
    }

    private static bool WasTrainedWith(KeyphraseTagger tagger, FeatureGrid grid) =>
        grid.Regions == TaggerInterface.Regions
        && grid.Channels == tagger.Encoder.Channels
        && (tagger.Backbone ?? grid.Model) == grid.Model;

    // float16 little-endian [49 + objects, channels] -> float32 [49, channels]
    private static float[] Read(byte[] features, FeatureGrid grid)
    {
        var elements = grid.Regions * grid.Channels;
        var halves = MemoryMarshal.Cast<byte, Half>(features);
        if (features.Length % (grid.Channels * sizeof(ushort)) != 0 || halves.Length < elements)
            throw new PostRejectedException(
                PostRejectedException.WrongFeatureShape,
                $"Expected features of [{grid.Regions} + objects, {grid.Channels}] float16, that is at least {elements * sizeof(ushort)} bytes and a multiple of " +
                $"{grid.Channels * sizeof(ushort)}; got {features.Length} bytes.");

        var floats = new float[elements];
        TensorPrimitives.ConvertToSingle(halves[..elements], floats);
        return floats;
    }
}
