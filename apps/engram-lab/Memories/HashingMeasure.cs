using System.Diagnostics;
using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;
using Engram.Training.Recipes.Memories;

namespace Engram.Lab.Memories;

/// <summary>What a strategy of key hashing keeps and loses. An answer is lost when no candidate has it as its value although some memory
/// does: no model that reads the candidates can give it. A full scan, whose candidates are all memories, loses none.</summary>
public sealed record HashingMeasure
{
    public required HashingStrategy Way { get; init; }

    /// <summary>Maximum number of steps from a question's entities to its memories; 1 for strategies without entities.</summary>
    public required int Steps { get; init; }

    /// <summary>Mean number of memories that a question is compared with.</summary>
    public required double Candidates { get; init; }

    /// <summary>Miss rate: of the answers that are the value of some memory, the share that no candidate has.</summary>
    public required double AnswersLost { get; init; }

    /// <summary>Of the questions with an answer in some memory, the share whose answers are all lost.</summary>
    public required double QuestionsLost { get; init; }

    /// <summary>Of the answers that are the value of some memory, the share among the values of the best candidates, which the model
    /// gets.</summary>
    public required double AnswersRecalled { get; init; }

    /// <summary>Mean time per question, in microseconds.</summary>
    public required double Microseconds { get; init; }

    /// <summary>Size of the index per memory, in bytes, including texts.</summary>
    public required double BytesPerMemory { get; init; }

    /// <summary>Asks every question with one strategy.</summary>
    /// <param name="memories">All memories.</param>
    /// <param name="questions">Questions with their answers.</param>
    /// <param name="hash">The strategy.</param>
    /// <param name="most">Number of best candidates to keep when the strategy finds memories by itself.</param>
    /// <param name="reach">How far to follow the entities of a question, as requested by a model; null: the strategy finds memories by
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

    // Question files and knowledge bases differ in case and in how they separate punctuation.
    private static string Name(string text) => string.Join(' ', HashWords.InOrder(text));

    private static double Share(double part, double whole) => whole == 0 ? 0 : part / whole;
}
