using System.Text.Json;
using Engram.MemoryNetworks.Facts;
using Engram.ModelStore;
using Engram.Training.Loop;
using Engram.Training.Models;
using Engram.Training.Torch;

namespace Engram.Training.Recipes.Relations;

/// <summary>What the packages of all relation readers share.</summary>
internal static class RelationPackage
{
    public static ModelManifest Describe(
        TrainingRequest request, int seed, IReadOnlyList<TrainingData> data, RelationEncoder encoder, int hops,
        AnswerCalibration calibration, IReadOnlyList<string>? relations)
    {
        var parameters = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            [RelationInterface.WordBucketsParameter] = JsonSerializer.SerializeToElement(encoder.WordBuckets),
            [RelationInterface.NgramBucketsParameter] = JsonSerializer.SerializeToElement(encoder.NgramBuckets),
            [RelationInterface.LongestQuestionParameter] = JsonSerializer.SerializeToElement(encoder.LongestQuestion),
            [RelationInterface.CalibrationParameter] = JsonSerializer.SerializeToElement(calibration, ManifestJson.Options),
        };
        if (relations is not null)
            parameters[RelationInterface.RelationsParameter] = JsonSerializer.SerializeToElement(relations);
        return new ModelManifest
        {
            Name = request.Name,
            Version = "0",
            Kind = ModelKinds.RelationMemory,
            Inputs = RelationInterface.Inputs,
            Outputs = RelationInterface.OutputsOf(hops),
            Parameters = parameters,
            Training = new ModelTraining { Command = request.Command, Seed = seed, Data = data },
        };
    }

    public static void WriteFiles(string directory, RelationMemoryNetwork network, RelationEncoder encoder)
    {
        network.Export().Save(Path.Combine(directory, ModelManifest.NetworkFileName));
        ManifestJson.Write(Path.Combine(directory, RelationInterface.VocabularyFileName), encoder.Vocabulary);
    }

    /// <summary>Reads questions with a network in training.</summary>
    public static IReadOnlyList<RelationReading> Read(RelationMemoryNetwork network, IReadOnlyList<RelationQuestion> questions)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        return RelationBatch.Part(questions, network.Predict(RelationBatch.Of(questions)).ToFloat32(), network.Hops);
    }

    public static ParityCase ParityCaseOf(RelationMemoryNetwork network, RelationBatch batch)
    {
        using var scope = torch.NewDisposeScope();
        return new ParityCase(
            [
                new(RelationInterface.QuestionInput, batch.Question, [batch.Questions, batch.Symbols]),
                new(RelationInterface.RelationsInput, batch.Relation, [batch.Questions, batch.Relations, batch.RelationWords]),
                new(RelationInterface.RelationMaskInput, batch.Mask, [batch.Questions, batch.Relations]),
            ],
            [new(RelationInterface.AddressingOutput, network.Predict(batch).ToFloat32())]);
    }
}
