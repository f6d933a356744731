using System.Text.Json;
using Engram.MemoryNetworks.Encoding;
using Engram.Training.Loop;
using Engram.Training.Torch;

namespace Engram.Training.Recipes.Memories;

/// <summary>What the packages of all memory networks share.</summary>
internal static class MemoryPackage
{
    /// <summary>Manifest parameters that serving any memory network needs; a task adds its own.</summary>
    public static SortedDictionary<string, JsonElement> ParametersOf(
        MemoryEncoder encoder, MemorySource reads, int maxMemories, AnswerConfidence confidence,
        float unansweredBelow) => new(StringComparer.Ordinal)
        {
            [MemoryInterface.BucketsParameter] = JsonSerializer.SerializeToElement(encoder.Buckets),
            [MemoryInterface.LongestTextParameter] = JsonSerializer.SerializeToElement(encoder.LongestText),
            [MemoryInterface.LongestNgramParameter] = JsonSerializer.SerializeToElement(encoder.LongestNgram),
            [MemoryInterface.ReadsParameter] = JsonSerializer.SerializeToElement(reads.ToString()),
            [MemoryInterface.MaxMemoriesParameter] = JsonSerializer.SerializeToElement(maxMemories),
            [AnswerConfidence.ScaleParameter] = JsonSerializer.SerializeToElement(confidence.Scale),
            [AnswerConfidence.OffsetParameter] = JsonSerializer.SerializeToElement(confidence.Offset),
            [AnswerConfidence.HighestParameter] = JsonSerializer.SerializeToElement(confidence.Highest),
            [MemoryInterface.UnansweredBelowParameter] = JsonSerializer.SerializeToElement(unansweredBelow),
        };

    /// <summary>A batch of questions with the outputs of the network.</summary>
    /// <param name="batch">The questions and their memories.</param>
    /// <param name="predict">The network: returns the probabilities of the answers and the addressing of each hop.</param>
    /// <param name="answers">Source of the answers. Recalled answers are inputs too.</param>
    public static ParityCase ParityCaseOf(
        MemoryBatch batch, Func<MemoryBatch, (Tensor probabilities, Tensor addressing)> predict, AnswerSource answers)
    {
        using var scope = torch.NewDisposeScope();
        var (probabilities, addressing) = predict(batch);
        var (b, m, c) = (batch.Questions, batch.Memories, batch.Candidates);
        List<ParityInput> inputs =
        [
            new(MemoryInterface.QuestionInput, batch.Question, [b, batch.QuestionWords]),
            new(MemoryInterface.KeysInput, batch.Keys, [b, m, batch.KeyWords]),
            new(MemoryInterface.ValuesInput, batch.Values, [b, m, batch.ValueWords]),
            new(MemoryInterface.MemoryMaskInput, batch.MemoryMask, [b, m]),
        ];
        if (answers == AnswerSource.Recalled)
            inputs.AddRange([
                new(MemoryInterface.CandidatesInput, batch.CandidateWords, [b, c, batch.AnswerWords]),
                new(MemoryInterface.CandidateMaskInput, batch.CandidateMask, [b, c]),
            ]);
        return new ParityCase(
            inputs,
            [new(MemoryInterface.ProbabilitiesOutput, probabilities.ToFloat32()),
                new(MemoryInterface.AddressingOutput, addressing.ToFloat32())]);
    }
}
