using System.Numerics.Tensors;
using Engram.Inference.Batching;
using Engram.Inference.Serving;
using Engram.ModelPackage;
using Engram.ModelPackage.Keyphrases;
using Engram.ModelServing;

namespace Engram.Inference.Keyphrases;

/// <summary>One version of the keyphrase tagger with the encoder and the labels it was trained with. B posts, T tokens, L labels.</summary>
public sealed class KeyphraseTagger : IServedModel
{
    private readonly ModelSession _session;
    private readonly string[] _labels;
    private readonly KeyphraseOptions _options;
    private readonly Batcher<EncodedPost, IReadOnlyList<ScoredPhrase>> _batcher;

    private KeyphraseTagger(
        ModelSession session, TaggerEncoder encoder, string[] labels, KeyphraseOptions options, BatchMetrics metrics, TimeProvider time)
    {
        _session = session;
        _labels = labels;
        _options = options;
        Encoder = encoder;
        _batcher = new Batcher<EncodedPost, IReadOnlyList<ScoredPhrase>>(Compute, post => new PaddedShape(1, post.Tokens.Length), options, metrics, time);
    }

    public InstalledModel Package => _session.Package;

    public TaggerEncoder Encoder { get; }

    /// <summary>Backbone, <c>name/version</c>, whose feature grids the model was trained with; null when its manifest does not say.</summary>
    public string? Backbone => Package.Manifest.Parameters.ContainsKey(TaggerInterface.BackboneParameter)
        ? Package.Manifest.Parameter<string>(TaggerInterface.BackboneParameter)
        : null;

    /// <summary>Loads a package.</summary>
    /// <exception cref="ModelPackageException">It is no keyphrase tagger, or is not what its manifest says.</exception>
    public static KeyphraseTagger Open(InstalledModel package, ExecutionDevice device, KeyphraseOptions options, BatchMetrics metrics, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(package);
        var encoder = TaggerEncoder.Of(package);
        var labels = package.Read<string[]>(TaggerInterface.LabelsFileName);
        ModelInterface.Require(
            package.Manifest, ModelKinds.KeyphraseTagger, TaggerInterface.InputsOf(encoder.Channels), TaggerInterface.OutputsOf(labels.Length));
        return new KeyphraseTagger(ModelSession.Open(package, device), encoder, labels, options, metrics, time);
    }

    /// <summary>Gives a post its keyphrases, best first.</summary>
    /// <exception cref="RequestFailedException">The model fails on this post.</exception>
    public Task<IReadOnlyList<ScoredPhrase>> PredictAsync(EncodedPost post, CancellationToken cancellationToken) =>
        _batcher.ComputeAsync(post, cancellationToken);

    /// <inheritdoc/>
    public void Probe() => Compute([
        Encoder.Encode(new TaggerPost { Text = "a post of words" }),
        Encoder.Encode(new TaggerPost { Text = "", Grid = new float[TaggerInterface.Regions * Encoder.Channels] }),
    ]);

    public async ValueTask DisposeAsync()
    {
        await _batcher.DisposeAsync();
        _session.Dispose();
    }

    private IReadOnlyList<ScoredPhrase>[] Compute(IReadOnlyList<EncodedPost> posts)
    {
        const int A = TaggerInterface.Attributes;
        const int R = TaggerInterface.Regions;
        var batch = TaggerBatch.Of(posts, Encoder.Channels);
        var (B, T, L) = (batch.Posts, batch.LongestPost, _labels.Length);
        using var inputs = new ModelInputs()
            .Add(TaggerInterface.TokensInput, batch.Tokens, B, T)
            .Add(TaggerInterface.TokenLengthsInput, batch.TokenLengths, B)
            .Add(TaggerInterface.AttributesInput, batch.Attributes, B, A)
            .Add(TaggerInterface.AttributeMaskInput, batch.AttributeMask, B, A)
            .Add(TaggerInterface.GridInput, batch.Grid, B, R, Encoder.Channels)
            .Add(TaggerInterface.GridMaskInput, batch.GridMask, B, R);
        using var outputs = _session.Run(inputs);
        var probabilities = outputs.Floats(TaggerInterface.ProbabilitiesOutput, B, L);

        var phrases = new IReadOnlyList<ScoredPhrase>[B];
        for (var post = 0; post < B; post++)
        {
            var row = probabilities.Slice(post * L, L);
            if (!float.IsFinite(TensorPrimitives.Sum(row)))
                throw new InvalidDataException($"Model {Package.Id} computed probabilities that are not finite.");
            phrases[post] = ScoredPhrase.Best(row, _labels, _options.MaxKeyphrases, _options.MinScore);
        }

        return phrases;
    }
}
