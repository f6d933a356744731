using System.Text.Json;
using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.ModelStore;
using Engram.OnnxGraph;

namespace Engram.Inference.Tests.Keyphrases;

/// <summary>
/// A keyphrase model that only classifies, with few words and four labels, small enough to compute by hand. A word or attribute word
/// adds 4 to the logit of its label; channel c of the grid's mean adds to the logit of label c.
/// </summary>
internal static class TinyClassifier
{
    public const string Name = "tagger";
    public const string Backbone = "tiny-backbone/1";
    public const int Channels = 4;

    public static readonly string[] Labels = ["cats", "spn family", "star wars", "2019"];

    private static readonly string[] Vocabulary =
        ["<pad>", "<bos>", "<eos>", "<unk>", "<sep>", "cat", "supernatural", "jedi", "year", "and"];

    // Row: word id; column: label. Words before 'cat' and the word 'and' have no votes.
    private const int FirstVoter = 5;
    private const float Vote = 4;

    public static void AddPromoted(string folder, string version = "1", int channels = Channels)
    {
        var models = new ModelRepository(folder);
        models.Add(
            new ModelManifest
            {
                Name = Name,
                Version = version,
                Kind = ModelKinds.Keyphrases,
                Inputs = KeyphraseInterface.InputsOf(attributes: true, channels),
                Outputs = KeyphraseInterface.OutputsOf(Labels.Length, width: null, regions: true),
                Parameters = new Dictionary<string, JsonElement>
                {
                    [KeyphraseInterface.RegionsParameter] = JsonSerializer.SerializeToElement(RegionSource.Grid),
                    [KeyphraseInterface.ChannelsParameter] = JsonSerializer.SerializeToElement(channels),
                    [KeyphraseInterface.LongestPostParameter] = JsonSerializer.SerializeToElement(20),
                    [KeyphraseInterface.BackboneParameter] = JsonSerializer.SerializeToElement(Backbone),
                },
                Training = new ModelTraining { Command = "none: built by a test", Seed = 0 },
                Metrics = new Dictionary<string, double> { ["f1@1"] = 0.5 },
            },
            package =>
            {
                Graph().Save(Path.Combine(package, ModelManifest.NetworkFileName));
                ManifestJson.Write(Path.Combine(package, KeyphraseInterface.VocabularyFileName), Vocabulary);
                ManifestJson.Write(Path.Combine(package, KeyphraseInterface.LabelsFileName), Labels);
            });
        models.Promote(Name, version);
    }

    private static OnnxGraphBuilder Graph()
    {
        var graph = new OnnxGraphBuilder("tiny tagger");
        var inputs = KeyphraseInterface.InputsOf(attributes: true, Channels).ToDictionary(spec => spec.Name, spec => graph.Input(spec));
        var tokens = inputs[KeyphraseInterface.TokensInput];
        var lengths = inputs[KeyphraseInterface.TokenLengthsInput];
        var attributes = inputs[KeyphraseInterface.AttributesInput];
        var attributeMask = inputs[KeyphraseInterface.AttributeMaskInput];
        var regions = inputs[KeyphraseInterface.RegionsInput];
        var regionMask = inputs[KeyphraseInterface.RegionMaskInput];

        var votes = new float[Vocabulary.Length * Labels.Length];
        for (var label = 0; label < Labels.Length; label++)
            votes[(FirstVoter + label) * Labels.Length + label] = Vote;
        var table = graph.Initializer<float>("votes", votes, [Vocabulary.Length, Labels.Length]);
        var second = graph.Vector(1L);
        var third = graph.Vector(2L);

        // [B,T] -> [B,T,L] -> [B,L]
        var byWords = graph.Op("ReduceSum", [graph.Op("Gather", [table, tokens]), second], OnnxAttribute.Int("keepdims", 0));
        // [B,5] -> [B,5,L] -> [B,L]
        var described = graph.Op("Mul", [graph.Op("Gather", [table, attributes]), graph.Op("Unsqueeze", [attributeMask, third])]);
        var byAttributes = graph.Op("ReduceSum", [described, second], OnnxAttribute.Int("keepdims", 0));
        // [B,R,C] -> [B,C]
        var seen = graph.Op("Mul", [regions, graph.Op("Unsqueeze", [regionMask, third])]);
        var byRegions = graph.Op("ReduceMean", [seen], OnnxAttribute.Ints("axes", 1), OnnxAttribute.Int("keepdims", 0));

        var sum = graph.Op("Add", [graph.Op("Add", [byWords, byAttributes]), byRegions]);
        graph.Output(KeyphraseInterface.ClassLogitsOutput, sum, ElementType.Float32, "batch", Labels.Length);
        graph.Output(KeyphraseInterface.RegionAttentionOutput, Shares(regionMask), ElementType.Float32, "batch", "regions");

        var present = graph.Op("Cast", [graph.Op("Greater", [tokens, graph.Scalar(0L)])], OnnxAttribute.Type("to", ElementType.Float32));
        var count = graph.Op("Cast", [graph.Op("Unsqueeze", [lengths, second])], OnnxAttribute.Type("to", ElementType.Float32));
        graph.Output(KeyphraseInterface.TokenAttentionOutput, graph.Op("Div", [present, count]), ElementType.Float32, "batch", "tokens");
        return graph;

        // Equal attention to all present regions, none to absent ones.
        OnnxValue Shares(OnnxValue mask)
        {
            var sum = graph.Op("ReduceSum", [mask, second], OnnxAttribute.Int("keepdims", 1));
            return graph.Op("Div", [mask, graph.Op("Max", [sum, graph.Scalar(1f)])]);
        }
    }
}
