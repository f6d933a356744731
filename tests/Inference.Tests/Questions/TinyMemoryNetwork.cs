using System.Text.Json;
using Engram.MemoryNetworks.Encoding;
using Engram.ModelStore;
using Engram.OnnxGraph;

namespace Engram.Inference.Tests.Questions;

/// <summary>
/// An untrained one-hop memory network. Each word is one dimension, so addressing counts the words that key and question share:
/// p = softmax(5 q.k), o = sum p v, answers = softmax(10 o.y, 8). 8 is the score of "no answer"; its probability is not an output.
/// Answers are recalled values or, for stories, the entries of a fixed list.
/// </summary>
internal static class TinyMemoryNetwork
{
    public const string Name = "movies-kv-memnn";
    public const string StoryName = "stories-memnn";
    public const float UnansweredBelow = 0.6f;
    public const int MaxMemories = 5;

    private const int Buckets = 59;
    private const float MinusInfinity = -1e9f;
    private const float NoAnswer = 8;

    private static readonly string[] Vocabulary = ["<pad>", "<bos>", "<eos>", "<unk>", "<sep>"];

    public static void AddPromoted(
        string folder, string version = "1", string name = Name, params (string Name, object Value)[] parameters) =>
        AddPromoted(folder, name, version, answers: null, parameters);

    /// <summary>Adds and promotes a network that reads stories. Each of <paramref name="answers"/> is one word.</summary>
    public static void AddPromotedStory(string folder, string version, params string[] answers) =>
        AddPromoted(folder, StoryName, version, answers);

    private static void AddPromoted(
        string folder, string name, string version, string[]? answers, params (string Name, object Value)[] parameters)
    {
        var models = new ModelRepository(folder);
        models.Add(
            new ModelManifest
            {
                Name = name,
                Version = version,
                Kind = answers is null ? ModelKinds.KeyValueMemory : ModelKinds.EndToEndMemory,
                Inputs = MemoryInterface.InputsOf(answers is null ? AnswerSource.Recalled : AnswerSource.Listed),
                Outputs = MemoryInterface.OutputsOf(hops: 1, answers?.Length),
                Parameters = new Dictionary<string, JsonElement>(
                    parameters.Select(
                        one => KeyValuePair.Create(one.Name, JsonSerializer.SerializeToElement(one.Value, ManifestJson.Options))))
                {
                    [MemoryInterface.BucketsParameter] = JsonSerializer.SerializeToElement(Buckets),
                    [MemoryInterface.LongestTextParameter] = JsonSerializer.SerializeToElement(20),
                    [MemoryInterface.LongestNgramParameter] = JsonSerializer.SerializeToElement(1),
                    [MemoryInterface.ReadsParameter] = JsonSerializer.SerializeToElement(answers is null ? "memories" : "stories"),
                    [MemoryInterface.MaxMemoriesParameter] = JsonSerializer.SerializeToElement(MaxMemories),
                    [AnswerConfidence.ScaleParameter] = JsonSerializer.SerializeToElement(1f),
                    [AnswerConfidence.OffsetParameter] = JsonSerializer.SerializeToElement(0f),
                    [MemoryInterface.UnansweredBelowParameter] = JsonSerializer.SerializeToElement(UnansweredBelow),
                },
                Training = new ModelTraining { Command = "none: built by a test", Seed = 0 },
            },
            package =>
            {
                Graph(answers).Save(Path.Combine(package, ModelManifest.NetworkFileName));
                ManifestJson.Write(Path.Combine(package, MemoryInterface.VocabularyFileName), Vocabulary);
                if (answers is not null)
                    ManifestJson.Write(Path.Combine(package, MemoryInterface.AnswersFileName), answers);
            });
        models.Promote(name, version);
    }

    private static OnnxGraphBuilder Graph(string[]? answers)
    {
        var graph = new OnnxGraphBuilder("tiny memory network");
        var question = graph.Input(MemoryInterface.QuestionInput, ElementType.Int64, "batch", "question_words");
        var keys = graph.Input(MemoryInterface.KeysInput, ElementType.Int64, "batch", "memories", "key_words");
        var values = graph.Input(MemoryInterface.ValuesInput, ElementType.Int64, "batch", "memories", "value_words");
        var memoryMask = graph.Input(MemoryInterface.MemoryMaskInput, ElementType.Float32, "batch", "memories");

        // Row i is the unit vector of word i; the padding row is zero.
        var words = Vocabulary.Length + Buckets;
        var units = new float[words * words];
        for (var word = 1; word < words; word++)
            units[(word * words) + word] = 1;
        var table = graph.Initializer<float>("units", units, [words, words]);
        var last = graph.Vector(-1L);

        // [.., words] -> [.., words, D] -> [.., D]
        OnnxValue Bag(OnnxValue text) =>
            graph.Op("ReduceSum", [graph.Op("Gather", [table, text]), graph.Vector(-2L)], OnnxAttribute.Int("keepdims", 0));

        // Votes [B, N] times sharpness. Masked entries get minus infinity.
        OnnxValue Scores(OnnxValue votes, float sharpness, OnnxValue mask)
        {
            var absent = graph.Op("Mul", [graph.Op("Sub", [graph.Scalar(1f), mask]), graph.Scalar(MinusInfinity)]);
            return graph.Op("Add", [graph.Op("Mul", [votes, graph.Scalar(sharpness)]), absent]);
        }

        OnnxValue Softmax(OnnxValue scores) => graph.Op("Softmax", [scores], OnnxAttribute.Int("axis", -1));

        // [B, C] scores -> [B, C + 1] with the score of "no answer" -> probabilities [B, C] without that of "no answer".
        OnnxValue AnswerOrNone(OnnxValue scores)
        {
            var none = graph.Op(
                "Add", [graph.Op("Mul", [graph.Op("Slice", [scores, graph.Vector(0L), graph.Vector(1L), last]), graph.Scalar(0f)]),
                    graph.Scalar(NoAnswer)]);
            var all = Softmax(graph.Op("Concat", [scores, none], OnnxAttribute.Int("axis", -1)));
            return graph.Op("Slice", [all, graph.Vector(0L), last, last]);
        }

        // [B,N,D] x [B,D,1] -> [B,N]
        OnnxValue Match(OnnxValue bags, OnnxValue vector) =>
            graph.Op("Squeeze", [graph.Op("MatMul", [bags, graph.Op("Unsqueeze", [vector, last])]), last]);

        var weights = Softmax(Scores(Match(Bag(keys), Bag(question)), 5, memoryMask));
        // [B,1,M] x [B,M,D] -> [B,1,D] -> [B,D]
        var second = graph.Vector(1L);
        var hop = graph.Op("Unsqueeze", [weights, second]);
        var read = graph.Op("Squeeze", [graph.Op("MatMul", [hop, Bag(values)]), second]);

        if (answers is null)
        {
            var candidates = graph.Input(MemoryInterface.CandidatesInput, ElementType.Int64, "batch", "candidates", "answer_words");
            var candidateMask = graph.Input(MemoryInterface.CandidateMaskInput, ElementType.Float32, "batch", "candidates");
            var probabilities = AnswerOrNone(Scores(Match(Bag(candidates), read), 10, candidateMask));
            graph.Output(MemoryInterface.ProbabilitiesOutput, probabilities, ElementType.Float32, "batch", "candidates");
        }
        else
        {
            var encoder = new MemoryEncoder(new Engram.Text.Vocabulary(Vocabulary), Buckets, longestText: 20);
            var listed = Bag(graph.Initializer<long>("answers", [.. answers.SelectMany(encoder.Encode)], [answers.Length, 1])); // [A, D]
            var scores = graph.Op("MatMul", [read, graph.Op("Transpose", [listed])]); // [B, D] x [D, A]
            graph.Output(
                MemoryInterface.ProbabilitiesOutput, AnswerOrNone(graph.Op("Mul", [scores, graph.Scalar(10f)])), ElementType.Float32,
                "batch", answers.Length);
        }

        graph.Output(MemoryInterface.AddressingOutput, hop, ElementType.Float32, "batch", 1, "memories");
        return graph;
    }
}
