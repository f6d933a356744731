using Engram.Contracts.Questions;
using Engram.Inference.Batching;
using Engram.Inference.Serving;
using Engram.ModelPackage.Memories;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Questions;

/// <summary>Answers a question from the memories recalled for it: encode, read in some batch, then name answers and evidence.</summary>
public sealed class QuestionReader(ModelSlot<KeyValueMemoryNetwork> networks, IOptions<QuestionOptions> options)
{
    /// <exception cref="QuestionDeclinedException">There is no answer that the model would stand by.</exception>
    public async Task<QuestionAnswered> AnswerAsync(MemoriesRecalled recalled, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recalled);
        using var lease = networks.Borrow();
        var network = lease.Model;
        var question = new MemoryQuestion(recalled.Text, [.. recalled.Memories.Select(memory => new KeyValueMemory(memory.Key, memory.Value))]);
        var reading = await ReadAsync(network, question, cancellationToken);

        var score = network.Confidence.ScoreOf([.. reading.Probabilities]);
        if (score < network.UnansweredBelow)
            throw new QuestionDeclinedException(
                QuestionDeclinedException.LowScore,
                $"The best of {question.Candidates.Count} candidates has a score of {score:F3}, under the {network.UnansweredBelow:F3} that an answer needs.",
                network.Package.Id);

        return new QuestionAnswered
        {
            QuestionId = recalled.QuestionId,
            Model = network.Package.Id,
            Epoch = recalled.Epoch,
            Answers = [.. Greatest(reading.Probabilities, recalled.MaxAnswers).Select(i => new Answer { Text = question.Candidates[i], Score = reading.Probabilities[i] })],
            Hops = [.. reading.Addressing.Select((weights, hop) => EvidenceOf(hop + 1, weights, recalled.Memories))],
        };
    }

    private static async Task<MemoryReading> ReadAsync(KeyValueMemoryNetwork network, MemoryQuestion question, CancellationToken cancellationToken)
    {
        try
        {
            return await network.ReadAsync(network.Encoder.Encode(question), cancellationToken);
        }
        catch (RequestFailedException e)
        {
            // A model or a device that fails on everything is not the question's fault: then the probe throws, and the question is kept.
            network.Probe();
            throw new QuestionDeclinedException(QuestionDeclinedException.Rejected, e.Message, network.Package.Id, e);
        }
    }

    private HopEvidence EvidenceOf(int hop, IReadOnlyList<float> weights, IReadOnlyList<RecalledMemory> memories) => new()
    {
        Hop = hop,
        Memories =
        [
            .. Greatest(weights, options.Value.EvidenceMemories).Select(i => new AddressedMemory
            {
                MemoryId = memories[i].MemoryId,
                Key = memories[i].Key,
                Value = memories[i].Value,
                Weight = weights[i],
            }),
        ],
    };

    // Equals keep their order, so that the same question gets the same answer.
    private static IEnumerable<int> Greatest(IReadOnlyList<float> values, int most) =>
        Enumerable.Range(0, values.Count).OrderByDescending(i => values[i]).Take(Math.Max(1, most));
}
