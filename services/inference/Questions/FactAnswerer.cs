using Engram.Contracts.Questions;
using Engram.Inference.Batching;
using Engram.MemoryNetworks.Facts;
using Engram.Text;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Questions;

/// <summary>Answers a question from its recalled facts: reads every interpretation, chooses the most probable one and follows its
/// relations.</summary>
public sealed class FactAnswerer(IOptions<QuestionOptions> options)
{
    /// <returns><see cref="QuestionAnswered"/> or <see cref="QuestionUnanswered"/>.</returns>
    public async Task<object> AnswerAsync(MemoriesRecalled recalled, RelationNetwork network, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recalled);
        ArgumentNullException.ThrowIfNull(network);
        var graph = new RecalledGraph(recalled.Memories, recalled.Cut);
        var interpretations = network.Reader.Interpret(recalled.Text, recalled.Mentions, graph);
        if (interpretations.Count == 0)
            return Decline(recalled, network, FactAnswer.OfNothingNamed);
        IReadOnlyList<RelationReading> readings;
        try
        {
            readings = await network.ReadAsync(interpretations, cancellationToken);
        }
        catch (RequestFailedException e)
        {
            // If the model or the device fails on everything, the question is not at fault: then the probe throws too, and the question is
            // kept.
            network.Probe();
            return new QuestionUnanswered { QuestionId = recalled.QuestionId, Code = "rejected", Reason = e.Message,
                Epoch = recalled.Epoch, Model = network.Package.Id };
        }

        var read = network.Reader.Choose(interpretations, readings, recalled.Mentions);
        var answer = FactAnswer.Of(read, graph, [.. recalled.SingleValued], network.Reader.Calibration.UnansweredBelow);
        return answer.Code is null ? Answer(recalled, network, read, answer) : Decline(recalled, network, answer, read);
    }

    private QuestionAnswered Answer(MemoriesRecalled recalled, RelationNetwork network, ReadInterpretation read, FactAnswer answer)
    {
        var given = Given(recalled, read, answer);
        return new QuestionAnswered
        {
            QuestionId = recalled.QuestionId,
            Model = network.Package.Id,
            Epoch = recalled.Epoch,
            Score = read.Score,
            UnansweredBelow = (float)network.Reader.Calibration.UnansweredBelow,
            Answers = given,
            AnswersInAll = answer.AnswersInAll > given.Count ? answer.AnswersInAll : null,
            Conflict = [.. answer.Conflict.Select(Describe)],
            Hops = EvidenceOf(read, answer),
            UnknownWords = read.UnexplainedWords,
            ReadAs = ReadAs(recalled, read),
        };
    }

    private QuestionUnanswered Decline(
        MemoriesRecalled recalled, RelationNetwork network, FactAnswer answer, ReadInterpretation? read = null) => new()
    {
        QuestionId = recalled.QuestionId,
        Code = answer.Code!,
        Reason = answer.Reason!,
        Epoch = recalled.Epoch,
        Model = network.Package.Id,
        Score = read?.Score,
        UnansweredBelow = read is null ? null : (float)network.Reader.Calibration.UnansweredBelow,
        Candidates = read is null ? [] : Given(recalled, read, answer),
        Hops = read is null ? [] : EvidenceOf(read, answer),
        UnknownWords = read?.UnexplainedWords ?? [],
        ReadAs = read is null ? [] : ReadAs(recalled, read),
    };

    // All answers are right or wrong together, so each gets the score of the reading.
    private static IReadOnlyList<Answer> Given(MemoriesRecalled recalled, ReadInterpretation read, FactAnswer answer) =>
        [.. answer.Answers.Take(recalled.MaxAnswers).Select(text => new Answer { Text = text, Score = read.Score })];

    private IReadOnlyList<HopEvidence> EvidenceOf(ReadInterpretation read, FactAnswer answer) => [.. answer.Hops.Select((facts, hop) =>
    {
        var weights = read.Reading.Hops[hop];
        var weight = weights[read.Of.Relations.Index().First(relation => relation.Item == read.Path[hop]).Index] / facts.Count;
        var shown = facts.Take(options.Value.EvidenceMemories).Select(
            fact => new AddressedMemory { MemoryId = fact.MemoryId, Key = fact.Key, Value = fact.Value, Weight = weight }).ToArray();
        return new HopEvidence { Hop = hop + 1, Memories = shown, RestWeight = Math.Max(0, 1 - (weight * shown.Length)) };
    })];

    private static ConflictingFact Describe(RecalledMemory fact) => new()
    {
        MemoryId = fact.MemoryId,
        Subject = fact.Subject!,
        Relation = fact.Relation!,
        Value = fact.Value,
        Source = fact.Source,
        StoredAt = fact.StoredAt,
    };

    private static IReadOnlyList<ReadName> ReadAs(MemoriesRecalled recalled, ReadInterpretation read)
    {
        if (read.Of.About.All(mention => mention.Match != MentionMatch.Corrected))
            return [];
        var tokens = Tokenizer.Tokenize(recalled.Text);
        return
        [
            .. read.Of.About.Where(mention => mention.Match == MentionMatch.Corrected)
                .Select(
                    mention =>
                        new ReadName { Asked = string.Join(' ', tokens.Skip(mention.Start).Take(mention.Length)),
                            Name = mention.Entities[0] }),
        ];
    }
}
