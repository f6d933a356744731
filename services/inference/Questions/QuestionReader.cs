using System.Numerics.Tensors;
using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.Inference.Batching;
using Engram.Inference.ModelHosting;
using Engram.MemoryNetworks.Encoding;
using Engram.MemoryNetworks.Sessions;
using Engram.Text.Questions;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Questions;

/// <summary>Answers a question from its recalled memories or from its story: encodes it, reads it in a batch, and reports answers and
/// evidence.</summary>
public sealed class QuestionReader(
    QuestionModels<ServedMemoryNetwork> models, QuestionModels<RelationNetwork> factModels, FactAnswerer facts,
    IOptions<QuestionOptions> options)
{
    // After the best few, only likely answers are listed.
    private const int AlwaysListed = 5;
    private const float LeastListed = 0.01f;

    /// <summary>If the question names a model, that model answers. Otherwise a relation network reads facts, and a network over keys reads
    /// other memories.</summary>
    /// <returns><see cref="QuestionAnswered"/> or <see cref="QuestionUnanswered"/>; <see cref="RecallRejected"/> if the model reads
    /// memories recalled in another way.</returns>
    public async Task<object> AnswerAsync(MemoriesRecalled recalled, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recalled);
        var isOfFacts = recalled.Model is { } named
            ? factModels.IsAtHand(named) || (!models.IsAtHand(named) && factModels.IsPromoted(named))
            : recalled.Memories.Any(memory => memory.Relation is not null);
        return isOfFacts ? await AnswerFromFactsAsync(recalled, cancellationToken) : await AnswerFromKeysAsync(recalled, cancellationToken);
    }

    private async Task<object> AnswerFromFactsAsync(MemoriesRecalled recalled, CancellationToken cancellationToken)
    {
        using var lease = await factModels.BorrowAsync(recalled.Model ?? factModels.Default);
        return lease is null
            ? new QuestionUnanswered { QuestionId = recalled.QuestionId, Code = "unknown-model",
                Reason = factModels.WhyNot(recalled.Model ?? factModels.Default), Epoch = recalled.Epoch }
            : await facts.AnswerAsync(recalled, lease.Model, cancellationToken);
    }

    private Task<object> AnswerFromKeysAsync(MemoriesRecalled recalled, CancellationToken cancellationToken)
    {
        var question = new MemoryQuestion(
            recalled.Text, [.. recalled.Memories.Select(memory => new KeyValueMemory(memory.Key, memory.Value))]);
        return AnswerAsync(
            new Asked(recalled.QuestionId, question, [.. recalled.Memories.Select(memory => memory.MemoryId)], MemorySource.Memories,
                recalled.Model, recalled.MaxAnswers, recalled.Epoch, recalled),
            cancellationToken);
    }

    /// <returns><see cref="QuestionAnswered"/> or <see cref="QuestionUnanswered"/>.</returns>
    public Task<object> AnswerAsync(ReadStory story, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(story);
        var question = MemoryQuestion.About(story.Text, story.Story, story.Story.Count);
        return AnswerAsync(
            new Asked(story.QuestionId, question, [.. question.Memories.Select((_, age) => (long)story.Story.Count - age)],
                MemorySource.Stories, story.Model, story.MaxAnswers, Epoch: null),
            cancellationToken);
    }

    private string DefaultFor(MemorySource source) => source == MemorySource.Stories ? options.Value.StoryModel : models.Default;

    /// <summary>Leases the answering model. If the memories do not fit it, checks for a newer version first: they may have been recalled
    /// for it.</summary>
    private async Task<ModelLease<ServedMemoryNetwork>?> BorrowAsync(Asked asked)
    {
        var name = asked.Model ?? DefaultFor(asked.Source);
        var lease = await models.BorrowAsync(name);
        if (lease is null || Fits(asked, lease.Model))
            return lease;
        lease.Dispose();
        await models.LookAsync(name);
        return await models.BorrowAsync(name);
    }

    /// <summary>Whether the memories were recalled with the model's hop limits. Only a set hashed by entities could recall them
    /// otherwise.</summary>
    private static bool Fits(Asked asked, ServedMemoryNetwork network) =>
        asked.Recalled is not { Hashing: HashingStrategy.Entities } recalled || recalled.HopLimits == network.HopLimits;

    private async Task<object> AnswerAsync(Asked asked, CancellationToken cancellationToken)
    {
        using var lease = await BorrowAsync(asked);
        if (lease is null)
            return Decline(asked, model: null, "unknown-model", models.WhyNot(asked.Model ?? DefaultFor(asked.Source)));
        var network = lease.Model;
        if (network.Session.Reads != asked.Source)
            return Decline(
                asked, network.Package.Id, QuestionUnanswered.ModelDoesNotFit,
                $"Model {network.Package.Id} was trained to read {Word(network.Session.Reads)}, and this question comes with "
                    + $"{Word(asked.Source)}. Name no model to be answered by '{DefaultFor(asked.Source)}'.");

        if (!Fits(asked, network))
            return new RecallRejected { QuestionId = asked.QuestionId, HopLimits = network.HopLimits };
        // Every hashing strategy recalls memories one step away; only hashing by entities reaches further.
        if (asked.Recalled is { HopLimits: null } recalled && network.HopLimits is { Steps: > 1 } limits)
            return Decline(
                asked, network.Package.Id, QuestionUnanswered.ModelDoesNotFit,
                $"Model {network.Package.Id} was trained to read memories up to {limits.Steps} steps from the question's entities, "
                + $"and this set, hashed by {Word(recalled.Hashing)}, finds those of one step. "
                + "Ask a set that is hashed by entities, or another model.");

        if (Unexplained(asked) is { Count: > 0 } words)
            return Decline(
                asked, network.Package.Id, QuestionUnanswered.NoSuchEntity,
                $"No memory that the question recalls holds: {string.Join(", ", words)}.") with
            { UnknownWords = words };

        var story = network.Session.Stories?.Prepare(asked.Question);
        if (story?.Refusal is { } refusal)
            return Decline(asked, network.Package.Id, refusal.Code, refusal.Reason) with { UnknownWords = story.UnexplainedWords };

        MemoryReading reading;
        try
        {
            reading = await network.ReadAsync(story?.Question ?? asked.Question, cancellationToken);
        }
        catch (RequestFailedException e)
        {
            // If the model or the device fails on everything, the question is not at fault: then the probe throws too, and the question is
            // kept.
            network.Probe();
            return Decline(asked, network.Package.Id, "rejected", e.Message);
        }

        return story is null ? Outcome(asked, network.Session, reading) : Outcome(asked, network.Session, story, reading);
    }

    private object Outcome(Asked asked, MemorySession network, StoryToRead story, MemoryReading reading)
    {
        var answer = network.Stories!.Conclude(story, reading, asked.MaxAnswers);
        Answer[] best = [.. answer.Answers.Select(one => new Answer { Text = one.Text, Score = one.Probability })];
        // A network of hard picks repeats its last sentence in the hops that remain: leave the repeats out.
        HopEvidence[] hops = [.. reading.Addressing
            .TakeWhile((weights, hop) => hop == 0 || !weights.AsSpan().SequenceEqual(reading.Addressing[hop - 1]))
            .Select((weights, hop) => EvidenceOf(hop + 1, weights, asked))];
        if (answer.Refusal is { } refusal)
            return Decline(asked, network.Package.Id, refusal.Code,
                refusal.Reason) with
            {
                Score = answer.Score,
                UnansweredBelow = network.UnansweredBelow,
                Candidates = best,
                Hops = hops,
                UnknownWords = story.UnexplainedWords,
            };
        return new QuestionAnswered
        {
            QuestionId = asked.QuestionId,
            Model = network.Package.Id,
            Score = answer.Score,
            UnansweredBelow = network.UnansweredBelow,
            Answers = best,
            Hops = hops,
            UnknownWords = story.UnexplainedWords,
        };
    }

    /// <summary>Words of a question to a memory set, other than question words, that no recalled memory holds.</summary>
    private static IReadOnlyList<string> Unexplained(Asked asked)
    {
        if (asked.Source == MemorySource.Stories)
            return [];
        var held = asked.Question.Memories.SelectMany(memory => QuestionWords.Of($"{memory.Key} {memory.Value}"))
            .SelectMany(word => word.Split('_')).ToHashSet(StringComparer.Ordinal);
        return [.. QuestionWords.Of(asked.Question.Text).Where(word =>
            !QuestionLexicon.IsQuestionWord(word) && !word.Split('_').All(held.Contains)).Distinct(StringComparer.Ordinal)];
    }

    private object Outcome(Asked asked, MemorySession network, MemoryReading reading)
    {
        var answers = network.AnswersTo(asked.Question);
        var score = network.ScoreOf(reading);
        Answer[] best =
        [
            .. Greatest(reading.Probabilities, asked.MaxAnswers)
            .Where((i, rank) => rank < AlwaysListed || reading.Probabilities[i] >= LeastListed)
                .Select(i => new Answer { Text = answers[i], Score = reading.Probabilities[i] }),
        ];
        var unknown = network.UnknownWordsIn(asked.Question);
        HopEvidence[] hops = [.. reading.Addressing.Select((weights, hop) => EvidenceOf(hop + 1, weights, asked))];
        if (score < network.UnansweredBelow)
            return Decline(
                asked, network.Package.Id, "low-score",
                $"The best of {answers.Count} candidates has a score of {score:F3}, under the {network.UnansweredBelow:F3} that an "
                    + "answer needs.") with
            {
                Score = score,
                UnansweredBelow = network.UnansweredBelow,
                Candidates = best,
                Hops = hops,
                UnknownWords = unknown,
            };

        return new QuestionAnswered
        {
            QuestionId = asked.QuestionId,
            Model = network.Package.Id,
            Epoch = asked.Epoch,
            Score = score,
            UnansweredBelow = network.UnansweredBelow,
            Answers = best,
            Hops = hops,
            UnknownWords = unknown,
        };
    }

    private HopEvidence EvidenceOf(int hop, float[] weights, Asked asked)
    {
        int[] most = [.. Greatest(weights, options.Value.EvidenceMemories)];
        return new HopEvidence
        {
            Hop = hop,
            Memories =
            [
                .. most.Select(i => new AddressedMemory
                {
                    MemoryId = asked.MemoryIds[i],
                    Key = asked.Question.Memories[i].Key,
                    Value = asked.Question.Memories[i].Value,
                    Weight = weights[i],
                }),
            ],
            RestWeight = Math.Max(0, 1 - most.Sum(i => weights[i])),
        };
    }

    private static QuestionUnanswered Decline(Asked asked, string? model, string code, string reason) =>
        new() { QuestionId = asked.QuestionId, Code = code, Reason = reason, Epoch = asked.Epoch, Model = model };

    private static string Word(HashingStrategy way) => way.ToString().ToLowerInvariant();

    private static string Word(MemorySource source) => source == MemorySource.Stories ? "stories" : "memories";

    // Ties keep their order, so that the same question gets the same answer. Repeated search, not a sort: only a few of tens of thousands
    // of answers are needed.
    private static IEnumerable<int> Greatest(float[] values, int most)
    {
        var left = values.AsSpan().ToArray();
        for (var rank = 0; rank < Math.Min(most, left.Length); rank++)
        {
            var best = TensorPrimitives.IndexOfMax(left);
            yield return best;
            left[best] = float.NegativeInfinity;
        }
    }

    /// <param name="MemoryIds">One per memory of the question.</param>
    /// <param name="Recalled">The memory index's result; null for a story.</param>
    private sealed record Asked(
        Guid QuestionId, MemoryQuestion Question, IReadOnlyList<long> MemoryIds, MemorySource Source, string? Model, int MaxAnswers,
        long? Epoch,
        MemoriesRecalled? Recalled = null);
}
