using System.Numerics.Tensors;
using Engram.ModelPackage;
using Engram.ModelPackage.Keyphrases;
using Engram.ModelServing;
using Engram.Text;

namespace Engram.Inference.Keyphrases;

/// <summary>A package of the earlier kind <see cref="ModelKinds.KeyphraseTagger"/>: a classifier whose pictures have 49 regions or none. B posts, T tokens, L labels.</summary>
public sealed class TaggerNetwork : IKeyphraseNetwork
{
    private readonly ModelSession _session;
    private readonly string[] _labels;
    private readonly int _channels;

    private TaggerNetwork(InstalledModel package, ExecutionDevice device)
    {
        var manifest = package.Manifest;
        Package = package;
        _channels = manifest.Parameter<int>(TaggerInterface.ChannelsParameter);
        _labels = package.Read<string[]>(TaggerInterface.LabelsFileName);
        Encoder = new PostEncoder(
            new Vocabulary(package.Read<string[]>(TaggerInterface.VocabularyFileName)), _channels, manifest.Parameter<int>(TaggerInterface.LongestPostParameter));
        ModelInterface.Require(manifest, ModelKinds.KeyphraseTagger, TaggerInterface.InputsOf(_channels), TaggerInterface.OutputsOf(_labels.Length));
        _session = ModelSession.Open(package, device);
    }

    public InstalledModel Package { get; }

    public PostEncoder Encoder { get; }

    public RegionSource? Regions => RegionSource.Grid;

    /// <summary>Loads a package.</summary>
    /// <exception cref="ModelPackageException">It is no keyphrase tagger, or is not what its manifest says.</exception>
    public static TaggerNetwork Open(InstalledModel package, ExecutionDevice device)
    {
        ArgumentNullException.ThrowIfNull(package);
        return new TaggerNetwork(package, device);
    }

    public IReadOnlyList<PostReading> Read(IReadOnlyList<PostEncoding> posts)
    {
        const int A = TaggerInterface.Attributes;
        const int R = TaggerInterface.Regions;
        var batch = TaggerBatch.Of([.. posts.Select(post => new EncodedPost { Tokens = post.Tokens, Attributes = post.Attributes, Grid = post.Regions })], _channels);
        var (B, T, L) = (batch.Posts, batch.LongestPost, _labels.Length);
        using var inputs = new ModelInputs()
            .Add(TaggerInterface.TokensInput, batch.Tokens, B, T)
            .Add(TaggerInterface.TokenLengthsInput, batch.TokenLengths, B)
            .Add(TaggerInterface.AttributesInput, batch.Attributes, B, A)
            .Add(TaggerInterface.AttributeMaskInput, batch.AttributeMask, B, A)
            .Add(TaggerInterface.GridInput, batch.Grid, B, R, _channels)
            .Add(TaggerInterface.GridMaskInput, batch.GridMask, B, R);
        using var outputs = _session.Run(inputs);
        var probabilities = outputs.Floats(TaggerInterface.ProbabilitiesOutput, B, L);
        if (!float.IsFinite(TensorPrimitives.Sum(probabilities)))
            throw new InvalidDataException($"Model {Package.Id} computed probabilities that are not finite.");
        var attention = outputs.Floats(TaggerInterface.TokenAttentionOutput, B, T);

        var readings = new PostReading[B];
        for (var b = 0; b < B; b++)
        {
            var row = probabilities.Slice(b * L, L).ToArray();
            readings[b] = new PostReading
            {
                Generated = [],
                Classified = [.. BestLabels.Of(row, KeyphraseInterface.CandidateLabels).Select(label => new ClassifiedPhrase(_labels[label], row[label]))],
                TokenAttention = attention.Slice(b * T, posts[b].Tokens.Length).ToArray(),
                RegionAttention = [],
            };
        }

        return readings;
    }

    public void Dispose() => _session.Dispose();
}
