using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.MemoryIndex.Storage;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.Text.Questions;
using Microsoft.Extensions.Options;

namespace Engram.MemoryIndex.Search;

/// <summary>Recalls the memories for a question, or gives the reason why there are none.</summary>
public sealed class MemoryRecall(
    MemorySets sets, MemoryReader reader, MemoryIndexMetrics metrics, IOptions<MemoryIndexOptions> options, TimeProvider time)
{
    private const int MostConflicting = 100;

    /// <returns><see cref="MemoriesRecalled"/> or <see cref="QuestionUnanswered"/>.</returns>
    public async Task<object> RecallAsync(QuestionAsked question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var begun = time.GetTimestamp();
        KeyHashIndex? index;
        try
        {
            index = await sets.FindNewestAsync(question.SetId, cancellationToken);
        }
        catch (HashingException e)
        {
            return new QuestionUnanswered { QuestionId = question.QuestionId, Code = HashingException.Code, Reason = e.Message };
        }

        if (index is null)
            return new QuestionUnanswered
            {
                QuestionId = question.QuestionId,
                Code = "unknown-memory-set",
                Reason = "The memory set was deleted, or nothing has been stored in it yet.",
            };

        // If no model is named, the fact reader takes precedence over the network with hop limits.
        if (index.Hash.Way == HashingStrategy.Entities && (question.HopLimits is null || question.Model is null)
            && await RecallFactsAsync(index, question, cancellationToken) is { } facts)
        {
            metrics.Recalled(index.Hash.Way, facts.Memories.Count, time.GetElapsedTime(begun));
            return facts;
        }

        if (LimitsIn(index, question) is { } limits && WhyTooFar(limits) is { } reason)
            return new QuestionUnanswered
            {
                QuestionId = question.QuestionId,
                Code = QuestionUnanswered.ModelDoesNotFit,
                Reason = reason,
                Epoch = index.Epoch,
            };

        var recollection = Recall(index, question);
        metrics.Recalled(index.Hash.Way, recollection.Candidates, time.GetElapsedTime(begun));
        if (recollection.Memories.Count == 0)
            return new QuestionUnanswered
            {
                QuestionId = question.QuestionId,
                Code = index.Hash.Way == HashingStrategy.Entities ? QuestionUnanswered.NoSuchEntity : "nothing-recalled",
                Reason = WhyNothing(index, question, recollection),
                Epoch = recollection.Epoch,
                UnknownWords = index.Hash.Way == HashingStrategy.Entities
                    ? [.. recollection.Words.Where(word => !QuestionLexicon.IsQuestionWord(word))] : [],
            };

        return new MemoriesRecalled
        {
            QuestionId = question.QuestionId,
            SetId = question.SetId,
            Text = question.Text,
            MaxAnswers = question.MaxAnswers,
            Model = question.Model,
            Hashing = index.Hash.Way,
            HopLimits = LimitsIn(index, question),
            Epoch = recollection.Epoch,
            Memories = [.. recollection.Memories.SelectMany(Describe)],
        };
    }

    /// <summary>The facts of the entities that a question names; null if none of them has facts.</summary>
    private async Task<MemoriesRecalled?> RecallFactsAsync(KeyHashIndex index, QuestionAsked question, CancellationToken cancellationToken)
    {
        var recalled = new FactRecall(index, options.Value.MaxFactsOfRelation, options.Value.MaxReachedCharacters).Recall(question.Text);
        if (recalled.Facts.Count == 0)
            return null;
        string[] singleValued =
            [.. recalled.Facts.Select(fact => fact.Relation).Distinct(StringComparer.Ordinal).Where(index.IsSingleValued)];
        long[] conflicting = [.. recalled.Conflicting(singleValued).Take(MostConflicting)];
        var origins = conflicting.Length == 0 ? null : await reader.ReadOriginsAsync(question.SetId, conflicting, cancellationToken);
        return new MemoriesRecalled
        {
            QuestionId = question.QuestionId,
            SetId = question.SetId,
            Text = question.Text,
            MaxAnswers = question.MaxAnswers,
            Model = question.Model,
            Hashing = index.Hash.Way,
            Epoch = index.Epoch,
            Memories =
                [.. recalled.Memories.Select(memory =>
                    origins?.GetValueOrDefault(memory.MemoryId) is { } origin
                        ? memory with { Source = origin.Origin, StoredAt = origin.StoredAt } : memory)],
            Mentions = recalled.Mentions,
            Cut = recalled.Cut,
            SingleValued = singleValued,
        };
    }

    /// <summary>Only an index by entities can find a question's entities; other strategies ignore hop limits.</summary>
    private static HopLimits? LimitsIn(KeyHashIndex index, QuestionAsked question) =>
        index.Hash.Way == HashingStrategy.Entities ? question.HopLimits : null;

    private RecallResult Recall(KeyHashIndex index, QuestionAsked question) => LimitsIn(index, question) is { } limits
        ? new EntityRecall(index, limits).Recall(question.Text, options.Value.MaxReachedCharacters)
        : index.Recall(question.Text, options.Value.MaxRecalledMemories, options.Value.MaxRecalledCharacters);

    private string? WhyTooFar(HopLimits limits)
    {
        const string section = MemoryIndexOptions.SectionName;
        if (limits.Steps > options.Value.MaxSteps)
            return $"The model reads memories up to {limits.Steps} steps from the question's entities, "
                + $"and {section}:{nameof(MemoryIndexOptions.MaxSteps)} allows {options.Value.MaxSteps}.";
        var most = Math.Max(limits.MaxMemories, Math.Max(limits.MaxFacts, limits.MaxFactsOnTheWay));
        return most > options.Value.MaxReachedMemories
            ? $"The model reads up to {most} memories of a question or of one entity, and "
                + $"{section}:{nameof(MemoryIndexOptions.MaxReachedMemories)} allows {options.Value.MaxReachedMemories}."
            : null;
    }

    // Each keyphrase of a tagged post is a separate answer.
    private static IEnumerable<RecalledMemory> Describe(StoredMemory memory) =>
        (memory.Source is null ? [memory.Value] : TaggedPost.KeyphrasesOf(memory.Value))
            .Select(value => new RecalledMemory { MemoryId = memory.Id, Key = memory.Key, Value = value });

    private string WhyNothing(KeyHashIndex index, QuestionAsked question, RecallResult recollection)
    {
        const int mostWordsNamed = 20;
        if (recollection.Candidates > 0)
            return $"Every memory that was found is longer than {options.Value.MaxRecalledCharacters} characters.";
        if (recollection.Words.Count == 0)
            return "The question holds no word.";
        var cut = index.Hash.FrequencyCutoff;
        HashSet<string> tooFrequent = index.Hash.Way == HashingStrategy.Entities ? []
            : [.. recollection.Words.Where(word => index.KeyCountOf(word) >= cut)];
        var named = recollection.Words.Take(mostWordsNamed).Select(word => tooFrequent.Contains(word) ? $"{word} (too frequent)" : word);
        var more = recollection.Words.Count > mostWordsNamed ? $" and {recollection.Words.Count - mostWordsNamed} more" : "";
        var what = index.Hash.Way switch
        {
            HashingStrategy.Clusters => "a key with any of these words or one of their clusters",
            HashingStrategy.Entities =>
                $"a key that names an entity of fewer than {LimitsIn(index, question)?.MaxFacts + 1 ?? cut} keys among these words",
            _ => "a key with any of these words",
        };
        return $"No memory has {what}: {string.Join(", ", named)}{more}."
            + (tooFrequent.Count > 0 ? $" Words in {cut} keys or more are not looked up." : "");
    }
}
