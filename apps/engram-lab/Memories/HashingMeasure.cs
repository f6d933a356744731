using System.Diagnostics;
using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;
using Engram.Training.Recipes.Memories;

namespace Engram.Lab.Memories;

/// <summary>
/// What a way of key hashing keeps and loses. An answer is lost when no candidate has it as its value, though some memory has: a model that
/// reads the candidates can't give it, whatever it learned. A full scan, whose candidates are all memories, loses none.
/// </summary>
public sealed record HashingMeasure
{
    public required HashingStrategy Way { get; init; }

    /// <summary>How many steps from a question's entities its memories may lie; 1 for a way that knows no entities.</summary>
    public required int Steps { get; init; }

    /// <summary>Memories that a question is compared with, on average.</summary>
    public required double Candidates { get; init; }

    /// <summary>Of the answers that some memory has as value, the share that no candidate has: the miss rate.</summary>
    public required double AnswersLost { get; init; }

    /// <summary>Share of the questions, of those with an answer in some memory, all of whose answers are lost.</summary>
    public required double QuestionsLost { get; init; }

    /// <summary>Of the answers that some memory has as value, the share among the values of the best candidates, which the model
    /// gets.</summary>
    public required double AnswersRecalled { get; init; }

    /// <summary>Time of a question, microseconds: the mean.</summary>
    public required double Microseconds { get; init; }

    /// <summary>Bytes of the index a memory, texts included.</summary>
    public required double BytesPerMemory { get; init; }

    /// <summary>Asks every question by one way.</summary>
    /// <param name="memories">All memories.</param>
    /// <param name="questions">Questions with their answers.</param>
    /// <param name="hash">The way.</param>
    /// <param name="most">Best candidates that are kept where the way finds memories by itself.</param>
    /// <param name="reach">How far the entities of a question are followed, as a model asks for it; null: the way finds memories by
    /// itself.</param>
    public static HashingMeasure Of(
        IReadOnlyList<StoredMemory> memories, IReadOnlyList<AskedQuestion> questions, KeyHash hash, int most, HopLimits? reach = null)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(hash);
        var index = KeyHashIndex.Empty(hash).With(memories, epoch: 1);
        var unbounded = reach is null ? null : new EntityRecall(index, reach with { MaxMemories = int.MaxValue });
        var entities = new Dictionary<string, int>(StringComparer.Ordinal);
        var values = memories.ToDictionary(memory => memory.Id, memory => Number(memory.Value));
        var (answers, lost, recalled, answered, allLost, candidates, time) = (0L, 0L, 0L, 0L, 0L, 0L, TimeSpan.Zero);
        foreach (var question in questions)
        {
            var wanted = question.Answers.Select(Name).Where(entities.ContainsKey).Select(name => entities[name]).ToHashSet();
            var begun = Stopwatch.GetTimestamp();
            var best = reach is null ? index.Recall(question.Text, most) : new EntityRecall(index, reach).Recall(question.Text);
            time += Stopwatch.GetElapsedTime(begun);
            var reached = unbounded?.Recall(question.Text).Memories;
            candidates += reached?.Count ?? best.Candidates;
            if (wanted.Count == 0)
                continue;

            var found = new HashSet<int>();
            if (reached is null)
                index.VisitCandidates(question.Text, Find);
            else
                reached.ToList().ForEach(memory => Find(memory.Id));
            answered++;
            answers += wanted.Count;
            lost += wanted.Count - found.Count;
            allLost += found.Count == 0 ? 1 : 0;
            recalled += best.Memories.Select(memory => values[memory.Id]).Where(wanted.Contains).Distinct().Count();

            void Find(long id)
            {
                if (wanted.Contains(values[id]))
                    found.Add(values[id]);
            }
        }

        return new HashingMeasure
        {
            Way = hash.Way,
            Steps = reach?.Steps ?? 1,
            Candidates = Share(candidates, questions.Count),
            AnswersLost = Share(lost, answers),
            QuestionsLost = Share(allLost, answered),
            AnswersRecalled = Share(recalled, answers),
            Microseconds = Share(time.TotalMicroseconds, questions.Count),
            BytesPerMemory = Share(index.Bytes, index.Memories),
        };

        int Number(string value)
        {
            var name = Name(value);
            if (!entities.TryGetValue(name, out var number))
                entities.Add(name, number = entities.Count);
            return number;
        }
    }

    // Question files and knowledge bases differ in case and in how they part punctuation.
    private static string Name(string text) => string.Join(' ', HashWords.InOrder(text));

    private static double Share(double part, double whole) => whole == 0 ? 0 : part / whole;
}
