using System.Text.Json;
using Engram.MemoryNetworks.Encoding;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.Training.Recipes.Memories;
using Microsoft.ML.OnnxRuntime;

namespace Engram.Trainer.Tests.Models;

/// <summary>Runs the shipped network in ONNX Runtime on the memories that the serving index recalls.</summary>
public sealed class When_the_sample_questions_are_asked
{
    [Fact]
    public void Should_answer_those_that_have_an_answer_and_no_other()
    {
        var sets = new Dictionary<string, FactSet>
        {
            ["movies"] = new TripleFacts(TripleFile.Read(Repository.PathOf("samples", "movies", "triples.ndjson"))),
            ["tagged-posts"] = new TaggedPostFacts([.. File.ReadLines(Repository.PathOf("samples", "posts", "tagged.ndjson"))
                .Select(line => JsonSerializer.Deserialize<TaggedPost>(line, JsonSerializerOptions.Web)!)]),
        };
        var model = new ModelRepository(Repository.PathOf("models")).Current("movies-kv-memnn");
        var encoder = MemoryEncoder.Of(model);
        var unansweredBelow = model.Manifest.Parameter<float>(MemoryInterface.UnansweredBelowParameter);
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(model.NetworkPath, options);

        var samples = File.ReadLines(Repository.PathOf("samples", "questions.ndjson"))
            .Select(line => JsonSerializer.Deserialize<Sample>(line, JsonSerializerOptions.Web)!);
        foreach (var sample in samples.Where(sample => sample.Memory is not null))
        {
            var set = sets[sample.Memory!];
            var recalled = set.Index.Recall(sample.Text, maxMemories: 128, maxCharacters: 24_000).Memories;
            var question = new MemoryQuestion(sample.Text, [.. recalled.SelectMany(set.PairsOf)]);
            var probabilities = Run(session, MemoryBatch.Of([encoder.Encode(question)]));
            var best = question.Candidates[Array.IndexOf(probabilities, probabilities.Max())];
            var answer = AnswerConfidence.Of(model.Manifest).ScoreOf(probabilities, AnswerSource.Recalled) < unansweredBelow ? null : best;

            if (sample.Answers.Count == 0)
                Assert.True(answer is null, $"'{sample.Text}' was answered by '{answer}'.");
            else
                Assert.True(sample.Answers.Contains(answer!), $"'{sample.Text}' was answered by '{answer}' (best: '{best}').");
        }
    }

    private static float[] Run(InferenceSession session, MemoryBatch batch)
    {
        var (b, m, c) = (batch.Questions, batch.Memories, batch.Candidates);
        var inputs = new Dictionary<string, OrtValue>
        {
            [MemoryInterface.QuestionInput] = OrtValue.CreateTensorValueFromMemory(batch.Question, [b, batch.QuestionWords]),
            [MemoryInterface.KeysInput] = OrtValue.CreateTensorValueFromMemory(batch.Keys, [b, m, batch.KeyWords]),
            [MemoryInterface.ValuesInput] = OrtValue.CreateTensorValueFromMemory(batch.Values, [b, m, batch.ValueWords]),
            [MemoryInterface.MemoryMaskInput] = OrtValue.CreateTensorValueFromMemory(batch.MemoryMask, [b, m]),
            [MemoryInterface.CandidatesInput] = OrtValue.CreateTensorValueFromMemory(batch.CandidateWords, [b, c, batch.AnswerWords]),
            [MemoryInterface.CandidateMaskInput] = OrtValue.CreateTensorValueFromMemory(batch.CandidateMask, [b, c]),
        };
        using var run = new RunOptions();
        using var outputs = session.Run(run, inputs, [MemoryInterface.ProbabilitiesOutput]);
        foreach (var value in inputs.Values)
            value.Dispose();
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private sealed record Sample(string Text, string? Memory, IReadOnlyList<string> Answers);
}
