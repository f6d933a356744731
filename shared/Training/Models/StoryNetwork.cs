using Engram.MemoryNetworks.Encoding;
using Engram.OnnxGraph;
using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>A memory network that answers questions about stories from a list of answers, with the inputs and outputs of
/// <see cref="MemoryInterface"/>. B questions, M memories, latest first, A answers, H hops.</summary>
public abstract class StoryNetwork : Module
{
    public abstract int Hops { get; }

    /// <summary>Phases of its training, one after the other.</summary>
    public virtual int Phases => 1;

    /// <summary>Called before each phase, from 1.</summary>
    public virtual void BeginPhase(int phase)
    {
    }

    /// <summary>Loss summed over the questions.</summary>
    public abstract Tensor Loss(StoryBatch batch);

    /// <summary>The outputs as the exported network has them: probabilities [B, A] and addressing [B, H, M], each hop's weights summing to
    /// 1.</summary>
    public abstract (Tensor probabilities, Tensor addressing) Predict(MemoryBatch batch);

    /// <summary>The same computation as an ONNX graph.</summary>
    /// <param name="halfWeights">Whether weights are stored in two bytes each.</param>
    public abstract OnnxGraphBuilder Export(bool halfWeights = false);
}

/// <summary>What a network on stories must know of its data.</summary>
public sealed record StoryShape
{
    /// <summary>V: ids of words. Of them <see cref="Text.Vocabulary.Padding"/> is no word, and <see cref="Text.Vocabulary.Unknown"/> stands
    /// for marks and for all words that training does not have.</summary>
    public required int Words { get; init; }

    /// <summary>[A]: the id of each answer; one of several words has an id of its own, which no sentence holds.</summary>
    public required IReadOnlyList<long> Answers { get; init; }

    /// <summary>[A][..]: ids of each answer's words; one that no text has has an id beyond those of texts.</summary>
    public IReadOnlyList<long[]> AnswerWords { get; init; } = [];

    /// <summary>Supporting sentences of the question that has fewest; 0 where one names none.</summary>
    public int FewestSupporting { get; init; }

    /// <summary>Supporting sentences of the question that has most.</summary>
    public int MostSupporting { get; init; }

    /// <summary>J: most words of a sentence or question, its last mark counted.</summary>
    public required int LongestText { get; init; }

    /// <summary>Most sentences of a story that the network reads.</summary>
    public required int MaxMemories { get; init; }
}

/// <summary>Training questions with what is right.</summary>
/// <param name="Inputs">The questions and their stories.</param>
/// <param name="Answers">[B]: number of the right answer.</param>
/// <param name="Supporting">[B][..]: places in the order of the memories (0 = latest) of the supporting ones, in the order that leads to
/// the answer; empty where training is told none. In a story that is longer than the memory some may lie beyond it.</param>
/// <param name="Random">What this batch draws from: negatives, noise.</param>
public sealed record StoryBatch(MemoryBatch Inputs, long[] Answers, IReadOnlyList<int[]> Supporting, Random Random);
