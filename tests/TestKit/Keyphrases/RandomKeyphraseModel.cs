using System.Text.Json;
using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Search;
using Engram.ModelStore;
using Engram.OnnxGraph;
using Engram.OnnxGraph.Keyphrases;

namespace Engram.TestKit.Keyphrases;

/// <summary>
/// Untrained packages of kind <see cref="ModelKinds.Keyphrases"/>: an encoder that sums its inputs, with seeded random weights, and the
/// real generator. Shapes: B posts, T tokens, A attributes, R regions, E width of a word vector, D width of a state.
/// </summary>
public sealed record RandomKeyphraseModel
{
    private const float Masked = -1e4f;

    public string Name { get; init; } = "tagger";

    public string Version { get; init; } = "1";

    public int Seed { get; init; } = 1;

    /// <summary>Words of the vocabulary, without the five special tokens.</summary>
    public IReadOnlyList<string> Words { get; init; } =
        ["cat", "supernatural", "spn", "family", "jedi", "star", "wars", "year", "and", "the", "of", "winter"];

    /// <summary>Labels of the classifier. Empty: the model only generates.</summary>
    public IReadOnlyList<string> Labels { get; init; } = ["cats", "spn family", "star wars", "2019", "winter"];

    public bool Generates { get; init; } = true;

    public bool ReadsAttributes { get; init; } = true;

    /// <summary>Channels per picture region. Null: the model reads no pictures. Default 4.</summary>
    public int? Channels { get; init; } = 4;

    public RegionSource Regions { get; init; } = RegionSource.Grid;

    public int EmbeddingWidth { get; init; } = 6;

    public int Width { get; init; } = 8;

    /// <summary>How the generator uses the classifier's words. Null: not at all.</summary>
    public ClassWordsSettings? ClassWords { get; init; }

    public BeamSearchOptions? Search { get; init; }

    /// <summary>Scale of the weights: a larger value gives more confident predictions. Default 1.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>Mixture weights by feature name; features not named have weight 0. Null: no mixture.</summary>
    public IReadOnlyDictionary<string, float>? Mixture { get; init; }

    /// <summary>Tagged posts in the package, one JSON object each. Null: none.</summary>
    public IReadOnlyList<string>? TaggedPosts { get; init; }

    private string[] Vocabulary => ["<pad>", "<bos>", "<eos>", "<unk>", "<sep>", .. Words];

    /// <summary>Adds the package to a folder of models.</summary>
    public InstalledModel AddTo(string folder)
    {
        var parameters =
            new Dictionary<string, JsonElement> { [KeyphraseInterface.LongestPostParameter] = JsonSerializer.SerializeToElement(60) };
        if (Channels is { } channels)
        {
            parameters[KeyphraseInterface.RegionsParameter] = JsonSerializer.SerializeToElement(Regions);
            parameters[KeyphraseInterface.ChannelsParameter] = JsonSerializer.SerializeToElement(channels);
        }

        if (ClassWords is not null)
            parameters[KeyphraseInterface.ClassWordsParameter] = JsonSerializer.SerializeToElement(ClassWords, ManifestJson.Options);
        if (Search is not null)
            parameters[KeyphraseInterface.BeamSearchParameter] = JsonSerializer.SerializeToElement(Search, ManifestJson.Options);
        var manifest = new ModelManifest
        {
            Name = Name,
            Version = Version,
            Kind = ModelKinds.Keyphrases,
            Inputs = KeyphraseInterface.InputsOf(ReadsAttributes, Channels),
            Outputs = KeyphraseInterface.OutputsOf(Labels.Count > 0 ? Labels.Count : null, Generates ? Width : null, Channels is not null),
            FurtherNetworks = !Generates ? new Dictionary<string, NetworkSpec>() : new Dictionary<string, NetworkSpec>
            {
                [KeyphraseInterface.DecoderFileName] =
                    new() { Inputs = KeyphraseInterface.DecoderInputsOf(Width), Outputs = KeyphraseInterface.DecoderOutputsOf(Width) },
            },
            Parameters = parameters,
            Training = new ModelTraining { Command = "none: built by a test", Seed = Seed },
        };
        return new ModelRepository(folder).Add(manifest, package =>
        {
            File.WriteAllBytes(Path.Combine(package, ModelManifest.NetworkFileName), Encoder());
            ManifestJson.Write(Path.Combine(package, KeyphraseInterface.VocabularyFileName), Vocabulary);
            if (Labels.Count > 0)
                ManifestJson.Write(Path.Combine(package, KeyphraseInterface.LabelsFileName), Labels);
            if (Mixture is not null)
                new PhraseRanker([.. RankingFeatures.Names.Select(name => Mixture.GetValueOrDefault(name))]).Save(package);
            if (TaggedPosts is not null)
                File.WriteAllLines(Path.Combine(package, KeyphraseInterface.TaggedPostsFileName), TaggedPosts);
            if (Generates)
                File.WriteAllBytes(Path.Combine(package, KeyphraseInterface.DecoderFileName),
                    DecoderStepGraph.Export(RandomWeights.Decoder(Seed, Vocabulary.Length, EmbeddingWidth, Width, Scale)));
        });
    }

    private byte[] Encoder()
    {
        var random = new Random(Seed);
        var graph = new OnnxGraphBuilder("random encoder");
        var inputs = KeyphraseInterface.InputsOf(ReadsAttributes, Channels).ToDictionary(spec => spec.Name, spec => graph.Input(spec));
        var table = graph.Initializer<float>(
            "embedding", RandomWeights.Numbers(random, Vocabulary.Length * EmbeddingWidth, Scale), [Vocabulary.Length, EmbeddingWidth]);

        var tokens = inputs[KeyphraseInterface.TokensInput];
        // [B,T]
        var isToken = graph.Op("Cast", [graph.Op("Greater", [tokens, graph.Scalar(0L)])], OnnxAttribute.Type("to", ElementType.Float32));
        // [B,T,D]
        var memory = graph.Op("Tanh", [Linear("memory", graph.Op("Gather", [table, tokens]), EmbeddingWidth, Width)]);
        // [B,D], [B,T]
        var (state, tokenAttention) = Read("tokens", memory, isToken);
        var fused = state;
        OnnxValue? regionAttention = null;
        if (ReadsAttributes)
            fused = graph.Op(
                "Add",
                [fused,
                    Read(
                        "attributes", Linear("attributes", graph.Op("Gather", [table, inputs[KeyphraseInterface.AttributesInput]]),
                            EmbeddingWidth, Width), inputs[KeyphraseInterface.AttributeMaskInput]).Sum]);
        if (Channels is { } channels)
        {
            (var seen, regionAttention) = Read("regions", Linear("regions", inputs[KeyphraseInterface.RegionsInput], channels, Width),
                inputs[KeyphraseInterface.RegionMaskInput]);
            fused = graph.Op("Add", [fused, seen]);
        }

        var values = new Dictionary<string, Func<OnnxValue>>
        {
            [KeyphraseInterface.TokenAttentionOutput] = () => tokenAttention,
            [KeyphraseInterface.RegionAttentionOutput] = () => regionAttention!.Value,
            [KeyphraseInterface.ClassLogitsOutput] = () => Linear("classifier", fused, Width, Labels.Count),
            [KeyphraseInterface.MemoryOutput] = () => memory,
            [KeyphraseInterface.ProjectedMemoryOutput] = () => Linear("projected_memory", memory, Width, Width),
            [KeyphraseInterface.StateOutput] = () => state,
            [KeyphraseInterface.FusedOutput] = () => fused,
        };
        foreach (var output in KeyphraseInterface.OutputsOf(Labels.Count > 0 ? Labels.Count : null, Generates ? Width : null,
            Channels is not null))
            graph.Output(output, values[output.Name]());
        return graph.ToBytes();

        OnnxValue Linear(string name, OnnxValue input, int inputWidth, int width) =>
            graph.Op(
                "MatMul",
                [input,
                    graph.Initializer<float>($"{name}.weight",
                        RandomWeights.Numbers(random, inputWidth * width, Scale / MathF.Sqrt(inputWidth)), [inputWidth, width])]);

        // Members [B,N,D], mask [B,N] -> weighted sum [B,D] and weights [B,N], which are 0 where masked.
        (OnnxValue Sum, OnnxValue Weights) Read(string name, OnnxValue members, OnnxValue mask)
        {
            var scores = graph.Op("Squeeze", [Linear($"{name}.score", members, Width, 1), graph.Vector(2L)]);
            var masked = graph.Op("Add", [scores, graph.Op("Mul", [graph.Op("Sub", [mask, graph.Scalar(1f)]), graph.Scalar(-Masked)])]);
            var weights = graph.Op("Mul", [graph.Op("Softmax", [masked], OnnxAttribute.Int("axis", 1)), mask]);
            return (graph.Op("Squeeze",
                [graph.Op("MatMul", [graph.Op("Unsqueeze", [weights, graph.Vector(1L)]), members]), graph.Vector(1L)]), weights);
        }
    }
}
