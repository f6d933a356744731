using Engram.Inference.Batching;
using Engram.Inference.ModelHosting;
using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Tagging;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.Inference.Keyphrases;

/// <summary>One version of the keyphrase model with its encoder, labels and ranking. Posts that arrive together are read in one
/// batch.</summary>
public sealed class KeyphraseModel : IServedModel
{
    private readonly IKeyphraseNetwork _network;
    private readonly Batcher<PostEncoding, KeyphraseOutputs> _batcher;

    private KeyphraseModel(IKeyphraseNetwork network, KeyphraseOptions options, BatchMetrics metrics, TimeProvider time)
    {
        _network = network;
        _batcher = new Batcher<PostEncoding, KeyphraseOutputs>(
            network.Read, post => new PaddedShape(1, post.Tokens.Length), options, metrics, time);
        Ranking = KeyphraseRanking.Of(network.Package);
        Tags = TagRanker.Of(network.Package);
    }

    public InstalledModel Package => _network.Package;

    public PostEncoder Encoder => _network.Encoder;

    public KeyphraseRanking Ranking { get; }

    /// <summary>Ranks the phrases of all sources. Null if the package has no ranker: then <see cref="Ranking"/> ranks the model's
    /// phrases.</summary>
    public TagRanker? Tags { get; }

    /// <summary>Which regions of a picture the model reads; null if it reads none.</summary>
    public RegionSource? Regions => _network.Regions;

    /// <summary>Backbone, <c>name/version</c>, whose regions the model was trained with; null if its manifest does not say.</summary>
    public string? Backbone => Package.Manifest.FindParameter<string>(KeyphraseInterface.BackboneParameter);

    /// <summary>Loads a package.</summary>
    /// <exception cref="ModelPackageException">It is not a keyphrase model, or does not match its manifest.</exception>
    public static KeyphraseModel Open(
        InstalledModel package, ExecutionDevice device, KeyphraseOptions options, BatchMetrics metrics, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(package);
        return new KeyphraseModel(KeyphraseNetwork.Open(package, device, withoutGenerator: !options.Generate), options, metrics, time);
    }

    /// <summary>Reads a post as part of a batch.</summary>
    /// <exception cref="RequestFailedException">The model fails on this post.</exception>
    public Task<KeyphraseOutputs> ReadAsync(PostEncoding post, CancellationToken cancellationToken) =>
        _batcher.ComputeAsync(post, cancellationToken);

    /// <inheritdoc/>
    public void Probe() => _network.Read([
        Encoder.Encode(new KeyphraseInput { Text = "a post of words" }),
        Encoder.Encode(new KeyphraseInput { Text = "", Regions = new float[KeyphraseInterface.GridRegions * (Encoder.Channels ?? 0)] }),
    ]);

    public async ValueTask DisposeAsync()
    {
        await _batcher.DisposeAsync();
        _network.Dispose();
    }
}
