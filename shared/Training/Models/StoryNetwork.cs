using Engram.MemoryNetworks.Encoding;
using Engram.OnnxGraph;
using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>A memory network that answers questions about stories from a list of answers, with the inputs and outputs of
/// <see cref="MemoryInterface"/>. B questions, M memories (latest first), A answers, H hops.</summary>
public abstract class StoryNetwork : Module
{
    public abstract int Hops { get; }

    /// <summary>Number of training phases, one after the other.</summary>
    public virtual int Phases => 1;

    /// <summary>Called before each phase, from 1.</summary>
    public virtual void BeginPhase(int phase)
    {
    }

    /// <summary>Loss summed over the questions.</summary>
    public abstract Tensor Loss(StoryBatch batch);

    /// <summary>The outputs of the exported network: probabilities [B, A] and addressing [B, H, M]; each hop's weights sum to 1.</summary>
    public abstract (Tensor probabilities, Tensor addressing) Predict(MemoryBatch batch);

    /// <summary>The same computation as an ONNX graph.</summary>
    /// <param name="halfWeights">Whether weights are stored as float16.</param>
    public abstract OnnxGraphBuilder Export(bool halfWeights = false);
}

/// <summary>The properties of the data that a story network is built for.</summary>
public sealed record StoryShape
{
    /// <summary>V: number of word ids. <see cref="Text.Vocabulary.Padding"/> is not a word; <see cref="Text.Vocabulary.Unknown"/> stands
    /// for punctuation and for all words that training does not have.</summary>
    public required int Words { get; init; }

    /// <summary>[A]: id of each answer; an answer of several words has its own id, which no sentence contains.</summary>
    public required IReadOnlyList<long> Answers { get; init; }

    /// <summary>[A][..]: word ids of each answer; a word that no text contains has an id beyond those of texts.</summary>
    public IReadOnlyList<long[]> AnswerWords { get; init; } = [];

    /// <summary>Fewest supporting sentences of any question; 0 if a question names none.</summary>
    public int FewestSupporting { get; init; }

    /// <summary>Most supporting sentences of any question.</summary>
    public int MostSupporting { get; init; }

    /// <summary>J: most words of a sentence or question, counting its final punctuation mark.</summary>
    public required int LongestText { get; init; }

    /// <summary>Most sentences of a story that the network reads.</summary>
    public required int MaxMemories { get; init; }
}

/// <summary>Training questions and their correct answers.</summary>
/// <param name="Inputs">The questions and their stories.</param>
/// <param name="Answers">[B]: index of the correct answer.</param>
/// <param name="Supporting">[B][..]: indices of the supporting memories (0 = latest), in the order that leads to the answer; empty where
/// the training data names none. If a story is longer than the memory, some indices may lie beyond it.</param>
/// <param name="Random">Source of this batch's random draws: negatives, noise.</param>
public sealed record StoryBatch(MemoryBatch Inputs, long[] Answers, IReadOnlyList<int[]> Supporting, Random Random);
