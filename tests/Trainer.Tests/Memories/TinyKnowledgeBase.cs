using System.Text.Json;
using Engram.MemorySearch.Index;
using Engram.Training.Loop;
using Engram.Training.Recipes.Memories;

namespace Engram.Trainer.Tests.Memories;

/// <summary>A knowledge base of a dozen films that a network learns in seconds.</summary>
internal static class TinyKnowledgeBase
{
    /// <summary>An experiment that trains in a second or two.</summary>
    public const string Experiment =
        """
        {"width": 16, "buckets": 64, "wordMinimumCount": 3, "questionsPerEpoch": 64, "evaluationQuestions": 24, "wordDropout": 0,
         "training": {"seed": 5, "epochs": 4, "batchExamples": 8, "learningRate": 0.02, "patienceEpochs": 4}}
        """;

    public static void Write(string folder)
    {
        TripleFile.Write(Path.Combine(folder, KeyValueMemoryTraining.TriplesFileName), Triples());
        File.WriteAllText(
            Path.Combine(folder, QuestionTemplates.FileName), JsonSerializer.Serialize(Templates(), JsonSerializerOptions.Web));
    }

    public static IReadOnlyList<Triple> Triples() =>
    [
        .. Enumerable.Range(0, 12).SelectMany(i => (Triple[])[
            new() { Subject = $"film{i} alpha{i}", Relation = "directed_by", ObjectText = $"person{i % 5} surname{i % 5}" },
            new() { Subject = $"film{i} alpha{i}", Relation = "release_year", ObjectText = $"{1990 + i}" }]),
    ];

    public static Dictionary<string, RelationTemplates> Templates() => new()
    {
        ["directed_by"] = new() { Train = ["who directed {subject}", "director of {subject}"], Validation = ["who was the director of "
            + "{subject}"], HeldOut = ["who directed the film {subject}"] },
        ["release_year"] = new() { Train = ["when was {subject} released", "year of {subject}"], Validation = ["which year was {subject} "
            + "released"], HeldOut = ["when was the film {subject} released"] },
    };

    public static TrainingRequest RequestIn(string folder, string experiment = Experiment) =>
        new("tiny", experiment, folder, "none: trained by a test");
}
