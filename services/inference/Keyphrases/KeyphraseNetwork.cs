using System.Numerics.Tensors;
using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Search;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.Inference.Keyphrases;

/// <summary>
/// M3H-Att as a package of kind <see cref="ModelKinds.Keyphrases"/>: an encoder with a classifier, a generator with a copy mechanism (Wang
/// et al. 2020), or both. B posts, T tokens, A attributes, R regions, C channels, D width of a state, L labels, W words of the classifier's
/// best labels.
/// </summary>
public sealed class KeyphraseNetwork : IKeyphraseNetwork
{
    private readonly ModelSession _encoder;
    private readonly ModelSession? _decoder;
    private readonly string[] _labels;
    private readonly ClassWords? _classWords;
    private readonly BeamSearch _search;
    private readonly LabelCandidates _candidates;
    private readonly bool _readsAttributes;
    private readonly int _width;

    private KeyphraseNetwork(InstalledModel package, ExecutionDevice device, BeamSearchOptions? search, bool withoutGenerator)
    {
        var manifest = package.Manifest;
        ModelInterface.RequireKind(manifest, ModelKinds.Keyphrases);
        Package = package;
        Encoder = PostEncoder.Of(package);
        Regions = manifest.FindParameter<RegionSource?>(KeyphraseInterface.RegionsParameter);
        _readsAttributes = manifest.Inputs.Any(input => input.Name == KeyphraseInterface.AttributesInput);
        var generates = manifest.Files.ContainsKey(KeyphraseInterface.DecoderFileName);
        _labels = manifest.Files.ContainsKey(KeyphraseInterface.LabelsFileName) ? package.Read<string[]>(KeyphraseInterface.LabelsFileName)
            : [];
        _candidates = new LabelCandidates(_labels);
        if (!generates && _labels.Length == 0)
            throw new ModelPackageException($"Model {package.Id} has neither {KeyphraseInterface.LabelsFileName} nor "
                + $"{KeyphraseInterface.DecoderFileName}: it can neither classify nor generate.");

        _width = generates ? WidthOf(manifest) : 0;
        ModelInterface.RequireNetwork(
            manifest,
            ModelManifest.NetworkFileName,
            KeyphraseInterface.InputsOf(_readsAttributes, Encoder.Channels),
            KeyphraseInterface.OutputsOf(
                _labels.Length > 0 ? _labels.Length : null, generates ? _width : null, Encoder.Channels is not null));
        if (generates)
            ModelInterface.RequireNetwork(manifest, KeyphraseInterface.DecoderFileName, KeyphraseInterface.DecoderInputsOf(_width),
                KeyphraseInterface.DecoderOutputsOf(_width));
        if (_labels.Length > 0 && manifest.FindParameter<ClassWordsSettings>(KeyphraseInterface.ClassWordsParameter) is { } classWords)
            _classWords = new ClassWords([.. _labels.Select(WordIds)], classWords);
        _search = new BeamSearch(Encoder.Vocabulary,
            search ?? manifest.FindParameter<BeamSearchOptions>(KeyphraseInterface.BeamSearchParameter) ?? new BeamSearchOptions());

        var uses = generates && !(withoutGenerator && _labels.Length > 0);
        _encoder = ModelSession.Open(package, device);
        try
        {
            _decoder = uses ? ModelSession.Open(package, device, KeyphraseInterface.DecoderFileName) : null;
        }
        catch
        {
            _encoder.Dispose();
            throw;
        }
    }

    public InstalledModel Package { get; }

    public PostEncoder Encoder { get; }

    public RegionSource? Regions { get; }

    /// <summary>Loads a package.</summary>
    /// <param name="package">A package of kind <see cref="ModelKinds.Keyphrases"/>.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="search">Options of the beam search; null: those of the package.</param>
    /// <param name="withoutGenerator">Whether to use only the classifier, if the package has one.</param>
    /// <exception cref="ModelPackageException">It is of another kind, or does not match its manifest.</exception>
    public static KeyphraseNetwork Open(
        InstalledModel package, ExecutionDevice device, BeamSearchOptions? search = null, bool withoutGenerator = false)
    {
        ArgumentNullException.ThrowIfNull(package);
        return new KeyphraseNetwork(package, device, search, withoutGenerator);
    }

    public IReadOnlyList<KeyphraseOutputs> Read(IReadOnlyList<PostEncoding> posts)
    {
        var batch = PostBatch.Of(posts, Encoder.Channels);
        var (B, T, R, L) = (batch.Posts, batch.LongestPost, batch.MostRegions, _labels.Length);
        using var inputs = InputsOf(batch);
        using var outputs = _encoder.Run(inputs);
        var logits = L > 0 ? outputs.Floats(KeyphraseInterface.ClassLogitsOutput, B, L) : [];
        if (!float.IsFinite(TensorPrimitives.Sum(logits)))
            throw new InvalidDataException($"Model {Package.Id} computed logits that are not finite.");
        var tokenAttention = outputs.Floats(KeyphraseInterface.TokenAttentionOutput, B, T);
        var regionAttention = Encoder.Channels is null ? [] : outputs.Floats(KeyphraseInterface.RegionAttentionOutput, B, R);
        var generated = _decoder is null ? null
            : _search.Run(new OnnxKeyphraseDecoder(_decoder, B, T, MemoryOf(batch, outputs, logits)), posts);

        var readings = new KeyphraseOutputs[B];
        for (var b = 0; b < B; b++)
        {
            var regions = Encoder.Channels is { } channels ? posts[b].Regions.Length / channels : 0;
            readings[b] = new KeyphraseOutputs
            {
                Generated = [.. (generated?[b] ?? []).Where(phrase => phrase.IsPhrase)],
                Classified = Classify(logits.Slice(b * L, L), posts[b]),
                TokenAttention = tokenAttention.Slice(b * T, posts[b].Tokens.Length).ToArray(),
                RegionAttention = regionAttention.Slice(b * R, regions).ToArray(),
            };
        }

        return readings;
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _decoder?.Dispose();
    }

    private ModelInputs InputsOf(PostBatch batch)
    {
        const int A = KeyphraseInterface.Attributes;
        var (B, T, R) = (batch.Posts, batch.LongestPost, batch.MostRegions);
        var inputs = new ModelInputs()
            .Add(KeyphraseInterface.TokensInput, batch.Tokens, B, T)
            .Add(KeyphraseInterface.TokenLengthsInput, batch.TokenLengths, B);
        if (_readsAttributes)
        {
            inputs.Add(KeyphraseInterface.AttributesInput, batch.Attributes, B, A)
                .Add(KeyphraseInterface.AttributeMaskInput, batch.AttributeMask, B, A);
        }

        if (Encoder.Channels is { } C)
        {
            inputs.Add(KeyphraseInterface.RegionsInput, batch.Regions, B, R, C)
                .Add(KeyphraseInterface.RegionMaskInput, batch.RegionMask, B, R);
        }

        return inputs;
    }

    private DecoderMemory MemoryOf(PostBatch batch, ModelOutputs outputs, ReadOnlySpan<float> logits)
    {
        var (B, T, D, L, W) = (batch.Posts, batch.LongestPost, _width, _labels.Length, _classWords?.Width ?? 1);
        var (words, weights) = (new long[B * W], new float[B * W]);
        for (var b = 0; b < B && _classWords is not null; b++)
            _classWords.Write(logits.Slice(b * L, L), words.AsSpan(b * W, W), weights.AsSpan(b * W, W));
        return new DecoderMemory
        {
            States = outputs.Floats(KeyphraseInterface.StateOutput, B, D).ToArray(),
            Memory = outputs.Floats(KeyphraseInterface.MemoryOutput, B, T, D).ToArray(),
            ProjectedMemory = outputs.Floats(KeyphraseInterface.ProjectedMemoryOutput, B, T, D).ToArray(),
            TokenMask = batch.TokenMask,
            CopyIds = batch.CopyIds,
            Fused = outputs.Floats(KeyphraseInterface.FusedOutput, B, D).ToArray(),
            ClassWords = words,
            ClassWeights = weights,
        };
    }

    /// <summary>The labels worth ranking, with their probabilities: the softmax of the logits [L].</summary>
    private IReadOnlyList<ClassifiedPhrase> Classify(ReadOnlySpan<float> logits, PostEncoding post)
    {
        if (logits.IsEmpty)
            return [];
        var probabilities = new float[logits.Length];
        TensorPrimitives.SoftMax(logits, probabilities);
        return _candidates.Of(probabilities, post.OwnWords, post.OcrWords, KeyphraseInterface.CandidateLabels);
    }

    private long[] WordIds(string label) => [.. label.Split(' ').Select(word => (long)Encoder.Vocabulary.IdOf(word))];

    private static int WidthOf(ModelManifest manifest) =>
        manifest.Outputs.FirstOrDefault(output => output.Name == KeyphraseInterface.StateOutput)?.Dims is [_, { Size: { } width }]
            ? width
            : throw new ModelPackageException(
                $"Model {manifest.Name}/{manifest.Version} has a {KeyphraseInterface.DecoderFileName} but no output "
                    + $"{KeyphraseInterface.StateOutput} [batch, width] for it to start from.");
}
